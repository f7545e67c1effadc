"""What a site says of its own services and to its visitor: help with the site, whether its counter is open right now, when a
visit ends, in which language or order it could be read, how to cite it, by which code this view can be checked.

Each needs two marks and the form of the whole line, in many languages: "Technical help with this website: +356 2555 017,
Monday to Friday 8:00 to 16:00" names the site before the colon and has nothing but hours behind it. The hours of a customs
post name no website, and a rule about visits that end speaks of those who do nothing.
"""

from __future__ import annotations

import re
from functools import cache

from monitor.compare.forms.text import normal
from monitor.compare.noise import sayings
from monitor.extract.chrome import says_something
from monitor.patterns import regex

HELP, OPEN, ENDS, OFFER, ORDER, SEARCHES, SEAL, CITED = (
    "when help with the site can be had",
    "whether a counter is open right now",
    "when a visit to the site ends",
    "an offer of another language",
    "in which order a list is shown",
    "the heading of what is searched for most",
    "a code to check this view by",
    "when the page was looked at to cite it",
)
WITHIN = frozenset((OPEN, ENDS, ORDER))  # in the midst of a notice these may be its own
_LONGEST = 160
_LONGEST_CITATION = 500

_HELP = """
help|support|helpdesk|help desk|assistance|hotline|hilfe|unterstützung|support technique|aide|assistance technique|ayuda|soporte|asistencia|apoio|suporte|ajuda|assistência|aiuto|assistenza|supporto|yardım|destek|помощь|поддержка|техподдержка|
مساعدة|المساعدة|الدعم|دعم|hỗ trợ|trợ giúp|bantuan|dukungan|sokongan|ช่วยเหลือ|技术支持|技術支援|技术咨询|技术服务|帮助|ヘルプ|サポート|技術的なお問い合わせ|기술지원|기술 지원|도움말|hulp|pomoc|wsparcie
"""
_SITE = """
website|web site|site|webpage|homepage|home page|internetauftritt|internetauftritts|internetseite|webseite|webauftritt|internetangebot|site web|site internet|portail|sitio|sitio web|página web|portal|sítio|sito|sito web|portale|
web sitesi|site için|sitenin|siteye|сайт|сайта|сайту|сайтом|портала|портал|الموقع|موقع|trang web|website này|cổng thông tin|situs|laman|laman web|เว็บไซต์|网站|網站|本站|ウェブサイト|ホームページ|当サイト|누리집|홈페이지|웹사이트|strony|witryny
"""
# Between a telephone number and hours, beside the names of days.
_OF_HOURS = """
to|and|from|until|till|phone|tel|telephone|e-mail|email|bis|von|und|telefon|à|au|de|du|et|tél|téléphone|a|al|y|e|das|às|dalle|alle|dal|correo|ile|arası|saat|с|до|по|тел|من|إلى|đến|từ|sampai|hingga|ถึง|至|到|から|まで|부터|까지|tot|do|od|i|电话|電話|전화|邮箱|uhr
mo|tu|we|th|fr|sa|su|di|mi|do|so|lu|ma|me|je|ve|lun|mar|mié|jue|vie|sáb|dom|seg|ter|qua|qui|sex|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica|paz|pzt|sal|çar|per|cum|cmt|weekdays|weekends|workdays|daily|werktags|täglich|工作日|平日|평일
"""
_DESK = """
counter|service counter|public counter|desk|help desk|helpdesk|information desk|service desk|reception|call centre|call center|hotline|schalter|servicezentrum|bürgerbüro|guichet|accueil|mostrador|ventanilla|balcão|atendimento|sportello|gişe|danışma|
касса|окно приёма|справочная|стойка|الشباك|مكتب الاستقبال|quầy|loket|kaunter|เคาน์เตอร์|服务大厅|办事大厅|政务大厅|服务窗口|窗口|服務台|服務大廳|櫃台|窓口|창구|민원실|balie|okienko
"""
_AT_ONCE = """
now|currently|right now|at the moment|jetzt|derzeit|zurzeit|aktuell|gerade|maintenant|actuellement|en ce moment|ahora|actualmente|en este momento|agora|neste momento|ora|adesso|attualmente|şu an|şu anda|şimdi|сейчас|الآن|hiện|hiện đang|bây giờ|sekarang|saat ini|ขณะนี้|
正在|现在|目前|当前|已|已经|現在|只今|ただいま|지금|현재|nu|teraz
"""
_OPENS = """
open|opens|geöffnet|offen|öffnet|ouvert|ouverts|ouvre|rouvre|abierto|abierta|abre|aberto|aberta|reabre|aperto|apre|riapre|açık|açılır|открыт|открыта|открыто|откроется|مفتوح|يفتح|mở cửa|đang mở|buka|dibuka|เปิด|办公|开放|开门|上班|開放|営業中|受付中|開きます|영업중|운영 중|운영중|열림|엽니다|geopend|opent|otwarte|otwarta
"""
_CLOSES = """
close|closes|closed|geschlossen|schließt|fermé|fermée|ferme|cerrado|cerrada|cierra|encerrado|encerrada|encerra|fechado|fecha|chiuso|chiude|kapalı|kapanır|закрыт|закрыта|закрыто|закроется|مغلق|يغلق|đóng cửa|tutup|ditutup|ปิด|下班|结束|关闭|关门|關閉|閉まります|受付終了|終了|마감|종료|닫힘|닫습니다|gesloten|sluit|zamknięte|zamknięta
"""
_SMALL = """
the|is|are|at|again|today|tomorrow|we|our|um|uhr|heute|morgen|wieder|le|la|les|est|à|demain|aujourd'hui|el|está|a|hoy|mañana|o|às|amanhã|hoje|il|lo|è|alle|oggi|domani|bugün|yarın|da|de|ta|te|в|завтра|сегодня|до|с|غدا|اليوم|الساعة|lúc|ngày mai|hôm nay|besok|pukul|hari ini|พรุ่งนี้|วันนี้|เวลา|น|
明日|明天|今日|今天|于|明早|点|時|に|は|내일|오늘|에|시|om|o|jutro|h|a.m|p.m|am|pm|el|no|in
"""
_SIGNED_OUT = """
signed out|logged out|log you out|sign you out|your session|abgemeldet|ihre sitzung|déconnecté|déconnectée|votre session|su sesión|tu sesión|a sua sessão|sua sessão|desconectado|la sua sessione|sessione|disconnesso|oturumunuz|ваш сеанс|ваша сессия|выйдете из системы|
جلستك|تسجيل خروجك|phiên của bạn|phiên làm việc|đăng xuất|sesi anda|เซสชัน|ออกจากระบบ|自动退出|自動退出|自動登出|退出登录|会话|自動的にログアウト|セッション|자동 로그아웃|로그아웃|세션|uitgelogd|uw sessie|wylogowany|twoja sesja
"""
_IDLE = """
inactiv|inaktiv|idle|without activity|no activity|not active|untätig|ohne aktivität|sin actividad|inatividade|sem atividade|inattivit|senza attività|hareketsiz|işlem yap|бездейств|неактивн|без активност|عدم النشاط|خمول|không hoạt động|tidak aktif|ไม่มีการใช้งาน|ไม่ใช้งาน|
无操作|未操作|没有操作|闲置|不活动|無操作|閒置|未使用|操作がない|操作しない|미사용|활동이 없|사용하지
"""
_MINUTES = regex(
    r"(?<![\d.,:])\d{1,4} ?(?:seconds?|secs?|minutes?|mins?|sekunden?|minuten?|secondes?|segundos?|minutos?|secondi|minuti|saniye|dakika|dk|секунд[аы]?|минут[аыу]?|мин|ثانية|دقيقة|دقائق|giây|phút|detik|saat|menit|minit|วินาที|นาที|秒钟?|分钟?|分鐘|秒|분|초)(?![a-zà-ÿа-яё])"
)
_READ_IN = """
your browser|you prefer|you seem to prefer|preferred language|it looks like you|it seems you|ihr browser|ihre spracheinstellung|bevorzugte sprache|votre navigateur|vous préférez|votre langue|su navegador|prefiere otro|prefieres otro|idioma preferido|o seu navegador|seu navegador|preferir outra|prefere outr|
suo browser|tuo browser|preferisce un|preferisci un|tarayıcınız|başka bir dil|ваш браузер|вашего браузера|предпочитаете|متصفحك|trình duyệt của bạn|peramban anda|pelayar anda|เบราว์เซอร์ของคุณ|您的浏览器|您的瀏覽器|ご使用のブラウザ|お使いのブラウザ|브라우저|uw browser|twoja przeglądarka
"""
_A_LANGUAGE = """
language|languages|sprache|langue|idioma|língua|linguagem|lingua|dil|dilde|dili|dilini|язык|языке|языка|اللغة|لغة|ngôn ngữ|bahasa|ภาษา|语言|語言|言語|언어|taal|język|języku
"""
_SORTED = """
sort|sorted|sort order|sortieren|sortiert|sortierung|trier|trié|triés|triées|tri|ordenar|ordenado|ordenados|ordenar por|orden|ordenação|classificar|ordina|ordinato|ordinati|ordinamento|sırala|sıralı|sıralama|сортировать|сортировка|отсортировано|فرز|ترتيب|مرتب|sắp xếp|urutkan|diurutkan|susun|เรียง|เรียงตาม|
排序|并排|並べ替え|並び順|정렬|sorteren|gesorteerd|sortuj|sortowanie
"""
_BY = """
date|title|name|relevance|newest|oldest|latest|number|datum|titel|relevanz|neueste|älteste|titre|nom|pertinence|récents|récent|anciens|fecha|título|nombre|relevancia|recientes|nuevos|antiguos|data|nome|relevância|recentes|antigos|titolo|rilevanza|recenti|tarih|tarihe|başlık|başlığa|ada|yeni|eski|
дате|дата|названию|новые|старые|التاريخ|العنوان|الأحدث|ngày|tiêu đề|mới nhất|tanggal|tarikh|judul|terbaru|วันที่|ใหม่|日期|时间|時間|标题|标题名|标题名称|名称|日付|新しい順|古い順|날짜|제목|최신순|relevantie|daty|tytułu
"""
# Whole.
_SEARCHES = """
popular searches|top searches|trending searches|most searched|frequent searches|people also search for|what others search for|häufige suchen|häufig gesucht|oft gesucht|meistgesucht|beliebte suchbegriffe|recherches fréquentes|recherches populaires|les plus recherchés|búsquedas frecuentes|búsquedas populares|lo más buscado|más buscados|
pesquisas frequentes|pesquisas populares|mais pesquisados|mais procurados|buscas populares|ricerche frequenti|più cercati|ricerche popolari|çok arananlar|en çok arananlar|popüler aramalar|часто ищут|популярные запросы|популярный поиск|الأكثر بحثا|عمليات البحث الشائعة|tìm kiếm phổ biến|từ khóa phổ biến|pencarian populer|carian popular|คำค้นยอดนิยม|
热门搜索|热搜|热搜词|大家都在搜|大家在搜|热门关键词|搜索热词|熱門搜尋|熱門關鍵字|よく検索されるキーワード|人気の検索|注目キーワード|인기 검색어|인기검색어|추천 검색어|veel gezocht|populaire zoekopdrachten|najczęściej szukane
"""
_NOT_OF_ORDER = regex(r"[.;:!?。；]")
_CHECKED = """
check code|checksum|check sum|check digits|control code|verification code|validation code|integrity code|seal|hash|digest|fingerprint|signature|prüfziffer|prüfcode|prüfsumme|kontrollcode|siegel|code de contrôle|code de vérification|empreinte|sceau|código de control|código de verificación|huella|
sello|código de controlo|código de controle|código de verificação|selo|codice di controllo|codice di verifica|impronta|sigillo|denetim kodu|doğrulama kodu|kontrol kodu|mühür|контрольный код|код проверки|контрольная сумма|رمز التحقق|بصمة|mã kiểm tra|mã xác thực|kode verifikasi|kode pemeriksaan|kod semakan|รหัสตรวจสอบ|
校验码|校验值|验证码|防伪码|校驗碼|驗證碼|確認コード|検証コード|검증 코드|검증코드|확인 코드|controlecode|kod kontrolny
"""
_VIEW = """
view|this page|page view|visit|display|print-out|printout|page copy|ansicht|seite|seitenaufruf|ausdruck|aufruf|vue|affichage|page|cette page|consultation|vista|página|visita|impresión|visualización|visualização|impressão|visualizzazione|pagina|görünüm|görünümün|görüntüleme|sayfa|sayfanın|просмотра|страницы|
показа|العرض|الصفحة|lượt xem|trang|tampilan|halaman|paparan|มุมมอง|หน้า|浏览|本页|页面|视图|瀏覽|本頁|頁面|表示|このページ|ページ|화면|페이지|보기|weergave|widoku|strony
"""
_CODE = regex(
    r"[:=] ?(?:sha-?\d{1,3}[: -])?(?=[^\s]{0,99}\d)(?:[0-9a-f]{4,8}(?:[- ][0-9a-f]{4,8}){2,15}|[0-9a-f]{12,128})\.?"
)
_CITE = """
cite as|cite this page|cite this page as|how to cite|how to cite this page|citation|suggested citation|recommended citation|zitiervorschlag|zitierweise|zitierhinweis|zitieren als|citer comme|pour citer|pour citer cette page|citation recommandée|cómo citar|citar como|como citar|cita sugerida|citação|come citare|citare come|citazione consigliata|
kaynak gösterme|kaynak göster|atıf|alıntı|как цитировать|цитировать как|ссылка для цитирования|للاستشهاد|الاستشهاد|trích dẫn|cách trích dẫn|kutip sebagai|petik sebagai|การอ้างอิง|อ้างอิง|引用格式|引用本文|引用方式|本文引用格式|引用|引用方法|인용|인용 방법|citeren als|cytuj jako
"""
_LOOKED_AT = """
seen|seen on|accessed|accessed on|last accessed|viewed|viewed on|visited|visited on|last visited|consulted|consulted on|retrieved|retrieved on|access date|date of access|abgerufen am|abgerufen|aufgerufen am|zugriff am|zugriff|zuletzt besucht am|besucht am|consulté le|consultée le|page consultée le|visité le|consultado el|
consultado|consultada el|visto el|visitado el|acceso|fecha de consulta|fecha de acceso|consultado em|consultada em|acesso em|acedido em|acessado em|visto em|visitado em|consultato il|consultata il|visitato il|accesso|ultimo accesso|erişim|erişim tarihi|görüntülenme tarihi|дата обращения|дата доступа|просмотрено|تاريخ الاطلاع|تاريخ الوصول|اطلع عليه|
truy cập|truy cập ngày|ngày truy cập|diakses|diakses pada|dicapai pada|สืบค้นเมื่อ|เข้าถึงเมื่อ|访问于|访问日期|访问时间|查阅于|查阅日期|最后访问|引用日期|存取日期|瀏覽於|閲覧日|アクセス日|最終アクセス|열람일|접속일|검색일|geraadpleegd op|dostęp|data dostępu
"""
_WORD = regex(r"[^\W\d_][^\W\d_'’.-]*")
_SIGNS = " :=-–—·,.;()[]/#\"'*>«»|!?↑↓▲▼⇅→"


def reason(form: str) -> str | None:
    """Why a whole line, in its normal form, is one of these; None when it is none."""
    if not 4 <= len(form) <= _LONGEST:
        return None
    small = form.casefold()
    if any(map(str.isdigit, small)):
        return _seal(small) or _help(small) or _ends(small) or _open(small)
    if small.strip(_SIGNS) in sayings.words_of(_SEARCHES):
        return SEARCHES
    return _offer(small) or _order(small)


def may_end_a_visit(text: str) -> bool:
    """Whether a short text says in how many minutes a visit ends."""
    return len(text) <= _LONGEST and any(map(str.isdigit, text)) and reason(normal(text)) == ENDS


def without_visit(form: str) -> str:
    """How to cite the page without the moment at which it was looked at; any other text as it is."""
    if not 20 <= len(form) <= _LONGEST_CITATION or not any(map(str.isdigit, form[-24:])):
        return form
    small = form.casefold()
    if len(small) != len(form) or (head := _begins_citation().match(small)) is None:
        return form
    from monitor.compare.noise.pieces import is_moment  # it asks this room in turn

    last = None
    for found in _looked_at().finditer(small, head.end()):
        last = found
    if last is None or not is_moment(small[last.end() :].strip(_SIGNS)):
        return form
    return form[: last.start()].rstrip(" ,;([")


@cache
def _begins_citation() -> re.Pattern[str]:
    return regex(rf"[\W_]*(?:{sayings.any_of(_CITE).pattern}) ?[:)\]】]")


@cache
def _looked_at() -> re.Pattern[str]:
    return sayings.any_of(_LOOKED_AT)


def _has(small: str, written: str) -> bool:
    return _finder(written).search(small) is not None


@cache
def _finder(written: str) -> re.Pattern[str]:
    return sayings.any_of(written)


def _seal(small: str) -> str | None:
    found = _CODE.search(small)
    if found is None or found.end() != len(small):
        return None
    label = small[: found.start()]
    if len(label) > 60 or any(map(str.isdigit, label)):
        return None
    return SEAL if _has(label, _CHECKED) and _has(label, _VIEW) else None


def _help(small: str) -> str | None:
    label, colon, rest = small.partition(":")
    if not colon or len(label) > 80 or any(map(str.isdigit, label)):
        return None
    if not (_has(label, _HELP) and _has(label, _SITE)) or says_something(label, plainly=True):
        return None
    return HELP if _only(rest, _OF_HOURS) else None


def _only(text: str, written: str) -> bool:
    """Whether a text has numbers, names of days, addresses to write to and these words, and nothing else."""
    spaced, unspaced = sayings.of_moments()
    left = " ".join(word for word in text.split() if "@" not in word)
    if "%" in left:
        return False
    words = sayings.single_words_of(written)
    if not left.isascii():
        for word in (
            *sorted((w for w in words if not sayings.is_spaced(w)), key=len, reverse=True),
            *unspaced,
        ):
            left = left.replace(word, " ")
    return all(bare in spaced or bare in words for word in _WORD.findall(left) for bare in _parts(word))


def _parts(word: str) -> list[str]:
    """The words of a span of days, as pazartesi-cuma; a word with a hyphen of its own is one."""
    bare = word.strip(_SIGNS + "’")
    whole = sayings.of_moments()[0]
    return [bare] if bare in whole or "-" not in bare else [part.strip(_SIGNS) for part in bare.split("-")]


def _open(small: str) -> str | None:
    """Open now and when it closes, or the other way round, of a counter without a name; no day is told."""
    if len(small) > 80 or not (_has(small, _OPENS) and _has(small, _CLOSES) and _has(small, _DESK)):
        return None
    if not _has(small, _AT_ONCE) or len(_HOURS.findall(small)) != 1:
        return None
    left = _HOURS.sub(" ", small)
    if any(map(str.isdigit, left)):
        return None
    return OPEN if _only(left, _OF_COUNTERS) else None


_OF_COUNTERS = f"{_DESK}|{_AT_ONCE}|{_OPENS}|{_CLOSES}|{_SMALL}"
_HOURS = regex(r"(?<!\d)\d{1,2}(?:[:.h時时点시]\d{2}|(?= ?(?:uhr|h\b|am\b|pm\b|a\.m|p\.m|点|時|시)))(?!\d)")


def _ends(small: str) -> str | None:
    """In how many minutes this visit ends; a rule about visits speaks of those who do nothing, or of a day."""
    found = _MINUTES.findall(small)
    if len(found) != 1 or not _has(small, _SIGNED_OUT) or any(word in small for word in _begun(_IDLE)):
        return None
    left = _MINUTES.sub(" ", small)
    return None if any(map(str.isdigit, left)) or says_something(left, plainly=True) else ENDS


@cache
def _begun(written: str) -> tuple[str, ...]:
    return tuple(sayings.words_of(written))


def _offer(small: str) -> str | None:
    """That the visitor's browser speaks another language, and by its own name one that the site can be read in."""
    if not (_has(small, _READ_IN) and _has(small, _A_LANGUAGE)) or says_something(small, plainly=True):
        return None
    return OFFER if any(word.strip(_SIGNS) in sayings.languages() for word in _NAMES.findall(small)) else None


_NAMES = regex(r"[a-zà-öø-ÿğışçñ]+|[а-яёїієґ]+|[؀-ۿ]+|[⺀-鿿]+|[가-힣]+|[\u0e00-\u0e7f]+")


def _order(small: str) -> str | None:
    """How a list is sorted, or can be: the word, and by what."""
    if len(small) > 60 or _NOT_OF_ORDER.search(small) or len(_WORD.findall(small)) > 8:
        return None
    return ORDER if _has(small, _SORTED) and _has(small, _BY) and not says_something(small) else None
