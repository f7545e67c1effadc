"""What the small things around a notice say: how long reading takes, who is signed in, the weather, when the page was looked over.

Each is known by two marks that stand together and by its length, in many languages: "Signed in as guest | Sign out",
"Page reviewed by the web team on 5 September 2027". A notice says neither, and what it says beside them is compared.
"""

from __future__ import annotations

import re
from functools import cache

from monitor.compare.noise import sayings
from monitor.extract.chrome import says_something
from monitor.extract.status import tells_status
from monitor.patterns import regex

READING, LOGIN, WEATHER, REVIEWED, LIKED, ASKED = (
    "how long reading takes",
    "who is signed in",
    "the weather",
    "when the page was looked over",
    "how many like or share the page",
    "a question of the page to its visitor",
)
_LONGEST = 120  # characters
_MOST_WORDS = 6  # of a line about the weather

# Before a number of minutes.
_READING = """
阅读时间|阅读时长|预计阅读|预计阅读时间|阅读约|读完约|閱讀時間|読了時間|この記事は|읽는 시간|읽는시간|예상 읽기 시간|thời gian đọc|เวลาอ่าน|เวลาในการอ่าน|ใช้เวลาอ่าน|waktu baca|waktu membaca|masa bacaan|masa membaca|
tiempo de lectura|tiempo estimado de lectura|lectura|tempo de leitura|tempo estimado de leitura|leitura|temps de lecture|durée de lecture|lecture|время чтения|время на чтение|читать|
وقت القراءة|مدة القراءة|زمن القراءة|okuma süresi|lesezeit|lesedauer|reading time|read time|estimated reading time|time to read|estimated read time
"""
# Behind a number: 5 min read.
_MINUTES_OF_READING = """
min read|mins read|minute read|minutes read|min. read|minutes to read|minute to read|min de lectura|min. de lectura|minutos de lectura|min de leitura|min. de leitura|minutos de leitura|
min de lecture|min. de lecture|minutes de lecture|мин чтения|мин. чтения|минут чтения|минуты чтения|минута чтения|phút đọc|menit baca|menit membaca|minit bacaan|minit membaca|dk okuma|dakika okuma|
min lesezeit|minuten lesezeit|分钟阅读|分钟读完|分鐘閱讀|分で読めます|分で読める|분 읽기|분 소요|นาทีในการอ่าน|นาที อ่าน|دقائق قراءة|دقيقة قراءة
"""
_MINUTES = regex(r"[:=]?(?:约|約|about|approx\.?|ca\.?|≈|~)? ?\d{1,3} ?[^\W\d_]{1,8}\.?")
_MINUTES_FIRST = regex(r"(?:约|約|about|approx\.?|ca\.?|~)? ?\d{1,3}(?:-| )?")

# What only somebody who is signed in, or may be, is offered.
_LOGIN = """
sign out|log out|logout|log off|sign off|signout|sign in|log in|login|signin|register|sign up|create account|create an account|my account|退出|退出登录|注销|安全退出|登录|登錄|登入|登出|注册|註冊|
ログアウト|ログイン|新規登録|会員登録|로그아웃|로그인|회원가입|마이페이지|đăng xuất|thoát|đăng nhập|đăng ký|ออกจากระบบ|เข้าสู่ระบบ|ลงทะเบียน|สมัครสมาชิก|keluar|masuk|daftar|log keluar|log masuk|daftar masuk|
cerrar sesión|iniciar sesión|acceder|ingresar|registrarse|regístrese|crear cuenta|mi cuenta|salir|sair|terminar sessão|entrar|iniciar sessão|cadastre-se|registar|minha conta|
se déconnecter|déconnexion|se connecter|connexion|s'inscrire|créer un compte|mon compte|выйти|выход|войти|вход|регистрация|зарегистрироваться|личный кабинет|
تسجيل الخروج|خروج|تسجيل الدخول|دخول|التسجيل|إنشاء حساب|حسابي|çıkış|çıkış yap|oturumu kapat|giriş|giriş yap|oturum aç|üye ol|kayıt ol|abmelden|ausloggen|anmelden|einloggen|registrieren|mein konto
"""
_PARTS_OF_LOGIN = regex(r"[|/·]|,(?= )|  ")

_WEATHER = """
weather|forecast|wind|humidity|sunny|cloudy|天气|天氣|风速|風速|风力|風力|湿度|濕度|多云|多雲|気温|天気|날씨|기온|풍속|습도|thời tiết|nhiệt độ hôm nay|gió|độ ẩm|สภาพอากาศ|พยากรณ์อากาศ|ความเร็วลม|
cuaca|angin|kelembapan|kelembaban|el tiempo|clima|viento|humedad|previsión|tempo|vento|umidade|humidade|météo|vent|humidité|погода|ветер|влажность|الطقس|حالة الطقس|الرياح|الرطوبة|
hava durumu|rüzgar|rüzgâr|nem|wetter|luftfeuchtigkeit|
light cloud|overcast|clear sky|showers|阴天|晴朗|小雨|曇り|くもり|晴れ|구름|맑음|흐림|nhiều mây|ít mây|trời nắng|mưa rào|เมฆมาก|มีเมฆ|ท้องฟ้า|berawan|cerah|mendung|hujan ringan|
nublado|soleado|despejado|lluvioso|ensolarado|nuageux|ensoleillé|ciel dégagé|éclaircies|облачно|ясно|пасмурно|غائم|مشمس|صافي|bulutlu|güneşli|bewölkt|heiter
"""
_LIKED = """
like|likes|share|shares|comment|comments|tweet|tweets|follow|followers|save|views|赞|点赞|喜欢|分享|转发|收藏|评论|讚|按讚|いいね|シェア|コメント|좋아요|공유|댓글|thích|chia sẻ|bình luận|ถูกใจ|แชร์|ความคิดเห็น|suka|bagikan|kongsi|komentar|
me gusta|compartir|comentarios|comentar|curtir|curtidas|compartilhar|partilhar|gosto|comentários|j'aime|partager|commentaires|нравится|поделиться|комментарии|комментариев|إعجاب|مشاركة|تعليقات|beğen|beğeni|paylaş|yorum|gefällt mir|teilen|kommentare
"""
# Beside the word for a site.
_ASKED = """
问卷|满意度|新版|试运行|旧版|問卷|滿意度|アンケート|新しいサイト|リニューアル|설문|만족도|khảo sát|phiên bản mới|phiên bản thử nghiệm|แบบสำรวจ|ความพึงพอใจ|เวอร์ชันใหม่|survei|kaji selidik|versi baru|versi baharu|versi beta|
encuesta|nueva versión|pesquisa de satisfação|nova versão|enquête|sondage|nouvelle version|опрос|новая версия|новую версию|новой версии|استبيان|استطلاع|النسخة الجديدة|anket|yeni sürüm|umfrage|neue version|survey|new version of|beta version|trial version
"""
_COUNT = regex(r"\d[\d.,]{0,9}k?")
_DEGREES = regex(r"-?\d{1,3} ?(?:°|º|℃|℉)")
_RAIN = regex(
    r"(?:(?:降雨|降水)(?:機率|概率|確率|几率)|강수확률|chance of rain|(?:probabilidad|risque|khả năng) (?:de |có )?(?:lluvia|chuva|pluie|mưa)):? ?\d{1,3} ?%"
)
_BY_WHOM = regex(r" ?\([^()\d]{1,30}\)?$")
_ALPHABETIC = regex(r"[^\W\d_]+")

# The page, and that somebody looks after it.
_PAGE = """
网站编辑|网站|本网页|本页|本頁|页面|網頁|網站|このページ|当ページ|ページ|ウェブサイト|ホームページ|페이지|홈페이지|누리집|웹사이트|trang web|trang này|trang được|trang tin|cổng thông tin|ban biên tập|
หน้านี้|หน้าเว็บ|เว็บไซต์|halaman|laman ini|laman web|situs|página|pagina|sitio web|equipo web|site web|equipe do site|portal web|page|équipe web|страница|страницы|сайт|сайта|редакцией|
هذه الصفحة|الصفحة|الموقع الإلكتروني|sayfa|web sitesi|seite|webseite|internetseite|webredaktion|website|web site|web page|web team|webmaster
"""
_LOOKED_OVER = """
核对|核對|审核|校对|更新|维护|維護|复核|检查|確認|点検|검토|확인|점검|업데이트|갱신|수정|rà soát|cập nhật|kiểm tra|xem xét|ตรวจสอบ|ปรับปรุง|อัปเดต|ทบทวน|
ditinjau|diperiksa|diperbarui|diperbaharui|dikemas kini|dikemaskini|disemak|pemutakhiran|revisad|actualizad|verificad|comprobad|revist|atualizad|atualização|actualización|revisión|
mise à jour|mis à jour|vérifié|relu|revue|révisé|проверен|обновлен|обновлён|обновлени|просмотрен|актуализ|مراجعة|روجعت|تحديث|آخر تحديث|güncelle|gözden geçir|kontrol edil|
überprüft|aktualisiert|geprüft|stand|reviewed|checked|verified|updated|modified|refreshed|looked over|maintained
"""


def reason(small: str) -> str | None:
    """Why a line or a piece of one, in its normal form and small, is one of these; None when it is none."""
    if len(small) > _LONGEST:
        return None
    return _reading(small) or _weather(small) or _looked_over(small) or _liked(small) or _asked(small)


def is_login(form: str) -> bool:
    """Whether a line says who is signed in: an offer to sign in or out, and beside it a name at most."""
    small = form.casefold()
    if len(small) > _LONGEST:
        return False
    pieces = [piece.strip(" .:!()[]>»«<") for piece in _PARTS_OF_LOGIN.split(small)]
    if _words(_LOGIN).isdisjoint(pieces) or says_something(form) or tells_status(form):
        return False
    others = [piece for piece in pieces if piece and piece not in _words(_LOGIN)]
    return not others or (len(others) <= 2 and sum(len(_ALPHABETIC.findall(other)) for other in others) <= 4)


def _reading(small: str) -> str | None:
    if not any(map(str.isdigit, small)) or len(small) > 60:
        return None
    before = _MINUTES_FIRST.match(small)
    if before and small[before.end() :].strip(" .)") in _words(_MINUTES_OF_READING):
        return READING
    label = re.split(r"[:：\d约約~]", small, maxsplit=1)[0].strip(" (")
    rest = small[len(label) :].strip(" ()")
    return READING if label in _words(_READING) and _MINUTES.fullmatch(rest) else None


def _weather(small: str) -> str | None:
    if len(small) > 60 or not _DEGREES.search(small) or says_something(_RAIN.sub("", small), plainly=True):
        return None
    if not _has(small, _WEATHER) or len(_ALPHABETIC.findall(_DEGREES.sub("", small))) > _MOST_WORDS:
        return None
    return WEATHER


def _asked(small: str) -> str | None:
    """To take part in a survey about the site, or what one thinks of its new version."""
    if any(map(str.isdigit, small)) or not _has(small, _ASKED) or not _has(small, _PAGE):
        return None
    return None if says_something(small, plainly=True) or tells_status(small) else ASKED


def _liked(small: str) -> str | None:
    """Like 14 Share 748: two of these words at least, each beside its number."""
    words = [word.strip(" :()|·,") for word in _COUNT.split(small)]
    said = [word for word in words if word]
    counted = len(said) >= 2 and len(words) > len(said) and all(word in _words(_LIKED) for word in said)
    return LIKED if counted else None


def _looked_over(small: str) -> str | None:
    """That the page, which it names, was looked over on a day, which it ends with."""
    first = next((at for at, sign in enumerate(small) if sign.isdigit()), 0)
    if first < 6 or not _has(small, _LOOKED_OVER) or not _has(small, _PAGE):
        return None
    head, tail = small[:first], _BY_WHOM.sub("", small[first:])
    return (
        REVIEWED
        if _is_day(tail) and not says_something(head, plainly=True) and not tells_status(head)
        else None
    )


def _is_day(tail: str) -> bool:
    from monitor.compare.noise.pieces import is_moment  # it asks this room in turn

    return is_moment(tail)


def _has(small: str, written: str) -> bool:
    return _finder(written).search(small) is not None


@cache
def _finder(written: str) -> re.Pattern[str]:
    """Finds any of the words: whole ones, or their beginnings, where blanks stand between words."""
    found = sorted(_words(written), key=len, reverse=True)
    spaced = [re.escape(word) for word in found if sayings.is_spaced(word)]
    others = [re.escape(word) for word in found if not sayings.is_spaced(word)]
    return regex("|".join([*others, rf"(?<![^\W\d_])(?:{'|'.join(spaced)})"]))


@cache
def _words(written: str) -> frozenset[str]:
    return frozenset(sayings.fold(word) for word in written.replace("\n", "|").split("|") if word.strip())
