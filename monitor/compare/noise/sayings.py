"""The words in which pages of many languages speak of themselves: data for `noise`, read when first needed.

Each entry is a mark that nothing but a page's own furniture carries; what follows it (a number, a moment) is
checked by `noise`. In the order: zh, ja, ko, vi, th, id and ms, es, pt, fr, ru, ar, tr, de. Extend freely, but
with words that no notice begins a sentence of its own with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from monitor.compare.forms.text import normal
from monitor.patterns import regex

COUNTER, CLOCK, MADE, TECHNICAL = (
    "a visit counter",
    "a clock",
    "the time the page was made",
    "a technical value of the page",
)

# Before a number: how often somebody looked.
_COUNTED = """
浏览次数|浏览量|浏览数|浏览人次|点击次数|点击数|点击量|点击率|访问次数|访问量|阅读次数|阅读量|阅读数|阅读人数|查看次数|查看数|人气|下载次数|点赞数|转发数|
网站访问量|网站总访问量|总访问量|今日访问量|今日访问|昨日访问量|昨日访问|累计访问量|在线人数|当前在线|在线用户|独立访客|
點閱數|點閱人次|瀏覽量|點擊次數|浏览|打印次数|打印量|列印次數|印刷回数|열람수|인쇄 횟수|lượt in|số lượt in|impresiones realizadas|nombre d'impressions|print count|times printed|количество печатей|عدد مرات الطباعة|visitas|
瀏覽次數|瀏覽人次|瀏覽數|點閱次數|點閱率|點擊數|點擊率|訪問次數|訪客人數|累計瀏覽人次|線上人數|
閲覧数|閲覧回数|アクセス数|アクセスカウンター|アクセスカウンタ|総アクセス数|本日のアクセス|昨日のアクセス|本日の訪問者|訪問者数|来訪者数|ページビュー|閲覧者数|いいね|
조회수|조회|조회 수|방문자수|방문자 수|오늘 방문자|전체 방문자|총 방문자|누적 방문자|현재 접속자|접속자수|추천수|
lượt xem|số lượt xem|lượt đọc|lượt truy cập|số lượt truy cập|tổng lượt truy cập|tổng truy cập|tổng số lượt truy cập|số người truy cập|đang truy cập|đang online|
trực tuyến|khách trực tuyến|thống kê truy cập|truy cập hôm nay|
จำนวนผู้เข้าชม|จำนวนผู้เข้าชมเว็บไซต์|ผู้เข้าชม|ผู้เข้าชมวันนี้|ผู้เข้าชมทั้งหมด|จำนวนครั้งที่เข้าชม|จำนวนการเข้าชม|เข้าชม|ยอดเข้าชม|ยอดวิว|จำนวนผู้อ่าน|อ่านแล้ว|
เปิดอ่าน|กำลังออนไลน์|ผู้ใช้งานขณะนี้|จำนวนครั้งที่ดาวน์โหลด|
dilihat|dibaca|jumlah dilihat|jumlah pengunjung|total pengunjung|pengunjung hari ini|pengunjung online|jumlah kunjungan|total kunjungan|kunjungan hari ini|
jumlah pelawat|pelawat hari ini|bilangan pelawat|jumlah capaian|dilawati|hits hari ini|total hits|
visitas a la página|número de visitas|total de visitas|visitas totales|visitas hoy|visitantes|número de visitantes|visto|vistas|veces visto|usuarios en línea|lecturas|
visualizações|número de visualizações|total de visualizações|número de acessos|total de acessos|total de visitas|acessos hoje|visitantes online|número de visitantes|
nombre de vues|nombre de visites|nombre de visiteurs|nombre de lectures|vues|visiteurs|visiteurs en ligne|visites aujourd'hui|
просмотров|просмотры|количество просмотров|число просмотров|всего просмотров|посещений|посещений сегодня|всего посещений|количество посещений|посетителей|
посетителей сегодня|прочитано|прочитано раз|прочтений|онлайн|сейчас на сайте|скачиваний|
عدد الزيارات|عدد المشاهدات|المشاهدات|مشاهدات|عدد الزوار|الزوار|زوار اليوم|عدد القراءات|القراءات|المتواجدون الآن|إجمالي الزيارات|عدد مرات التحميل|
görüntülenme|görüntülenme sayısı|görüntüleme|okunma|okunma sayısı|ziyaretçi sayısı|toplam ziyaretçi|bugünkü ziyaretçi|ziyaret sayısı|çevrimiçi|tıklanma|
aufrufe|seitenaufrufe|besucher|besucher heute|besucher gesamt|zugriffe|
views|page views|pageviews|hits|page hits|total views|total visits|total hits|visits|visitors|visitor count|visitor counter|visitors today|visitors online|users online|
guests online|read count|reads|view count|hit count|visit count|times viewed|times read|no. of visitors|number of visitors|number of visits|number of views|
total visitors|visitors so far|visitor number|visitor no.|you are visitor number|you are visitor no.|likes|shares|downloads so far|
下载次数|下载量|下载数|累计下载|下載次數|下載量|ダウンロード数|ダウンロード回数|다운로드 수|다운로드수|다운로드 횟수|lượt tải|lượt tải về|lượt tải xuống|số lượt tải|จำนวนดาวน์โหลด|จำนวนครั้งที่ดาวน์โหลด|ดาวน์โหลดแล้ว|
jumlah unduhan|diunduh|unduhan|jumlah muat turun|bilangan muat turun|descargas|número de descargas|veces descargado|downloads realizados|número de downloads|téléchargements|nombre de téléchargements|загрузок|скачиваний|количество загрузок|
количество скачиваний|скачано|скачали|عدد التحميلات|عدد مرات التحميل|التحميلات|indirme sayısı|indirilme|indirilme sayısı|downloads|download count|number of downloads|times downloaded|downloaded times|total downloads
"""
# After a number, and nothing more: 1,204 lượt xem.
_TIMES = """
次浏览|次阅读|次点击|次访问|人浏览|人阅读|人访问|人看过|人在线|次瀏覽|人瀏覽|次點閱|
回閲覧|人が閲覧|アクセス|ビュー|件の閲覧|회 조회|명 방문|명 접속중|lượt xem|lượt truy cập|lượt đọc|người đang online|người đang truy cập|
ครั้งที่เข้าชม|ผู้เข้าชม|คนกำลังออนไลน์|views|hits|downloads|page views|pageviews|visits to this page|visitors online|users online|people viewed this|people have viewed this page|
kali dilihat|kali dibaca|pengunjung|tayangan|visitas a esta página|visualizaciones|veces visto|lecturas de esta página|visualizações|acessos a esta página|
vues|visites de cette page|lectures de cette page|просмотров|просмотра|просмотр|посетителей онлайн|прочтений|مشاهدة|مشاهدات|زيارة|زائر|
görüntülenme|görüntüleme|okunma|ziyaretçi|kez görüntülendi|kez okundu|aufrufe|besucher online
"""
# After the number of a counter.
UNITS = "次|人次|人|回|件|명|회|건|번|lần|lượt|ครั้ง|คน|kali|orang|veces|vez|vezes|fois|раз|раза|чел|مرة|kez|defa|kişi|mal|times|people|visitors|users|since"

# Before a moment: what o'clock it is.
_NOW = """
今天是|今日是|今日|现在是|现在时间|当前时间|当前日期|北京时间|系统时间|服务器时间|今天|現在時間|目前時間|現在時刻|現在の時刻|ただいまの時刻|本日は|本日|今日は|サーバー時刻|
오늘은|오늘 날짜|현재 시간|현재 시각|현재시간|현재시각|서버 시간|hôm nay|hôm nay là|hôm nay ngày|bây giờ là|thời gian hiện tại|giờ máy chủ|
วันนี้|วันนี้วันที่|วันนี้ตรงกับวันที่|เวลาปัจจุบัน|วันที่ปัจจุบัน|เวลาขณะนี้|hari ini|hari ini tanggal|waktu sekarang|waktu server|tarikh hari ini|waktu semasa|masa kini|
hoy es|hoy|fecha actual|hora actual|fecha y hora actual|hora del servidor|hora oficial|hoje é|hoje|data atual|hora atual|hora do servidor|hora certa|
aujourd'hui|nous sommes le|date du jour|heure actuelle|heure du serveur|il est|сегодня|сейчас|текущее время|текущая дата|московское время|время сервера|
اليوم|اليوم هو|التاريخ اليوم|تاريخ اليوم|الوقت الآن|الوقت الحالي|التاريخ الحالي|bugün|bugünün tarihi|şu an|sunucu saati|güncel saat|heute ist|heute|aktuelle uhrzeit|serverzeit|
today is|today|today's date|the time is|the time now is|time now|it is now|current time|current date|current date and time|current date & time|server time|local time|site time|
page time
"""
# The same, but a meeting that was moved has a day and an hour "now" as well: only with seconds.
_NOW_WITH_SECONDS = """
now|it's|clock|the time|as of now|right now|at this moment|现在|目前|当前|此刻|此时|時刻|現在|目前|當前|ただいま|只今|지금|현재|bây giờ|lúc này|giờ hiện tại|ขณะนี้|ตอนนี้|sekarang|saat ini|kini|
ahora|ahora mismo|en este momento|son las|agora|neste momento|são|maintenant|en ce moment|horloge|jetzt|gerade|es ist|şimdi|şu anda|точное время|الآن|الساعة|الساعة الآن|ora esatta|adesso|teraz|nu
"""
# Before a moment: when this copy of the page or file was made, for whoever asked.
_MADE = """
页面生成时间|页面生成于|页面打开时间|本页生成时间|生成时间|打印时间|打印日期|导出时间|导出日期|下载时间|查询时间|数据导出时间|报表生成时间|列印時間|列印日期|匯出時間|下載時間|查詢時間|
印刷日時|印刷日|出力日時|出力日|ダウンロード日時|ページ生成日時|表示日時|인쇄일시|출력일시|출력일|인쇄일|다운로드 일시|조회일시|
in lúc|ngày in|thời gian in|ngày xuất|thời gian xuất|xuất lúc|trang được tạo lúc|tải xuống lúc|วันที่พิมพ์|พิมพ์เมื่อ|พิมพ์วันที่|วันที่ดาวน์โหลด|
dicetak pada|dicetak tanggal|tanggal cetak|waktu cetak|diunduh pada|diunduh tanggal|dicetak pada tanggal|tarikh cetak|dicetak pada tarikh|dimuat turun pada|
impreso el|impreso|fecha de impresión|fecha y hora de impresión|generado el|página generada el|descargado el|fecha de descarga|consultado el|
impresso em|data de impressão|data da impressão|gerado em|página gerada em|baixado em|consultado em|
imprimé le|date d'impression|généré le|page générée le|téléchargé le|consulté le|
распечатано|напечатано|дата печати|дата и время печати|сформировано|дата формирования страницы|страница сформирована|дата выгрузки|выгружено|
تاريخ الطباعة|طبع في|طبعت في|تم إنشاء الصفحة|تاريخ التنزيل|وقت الطباعة|yazdırma tarihi|yazdırıldı|çıktı tarihi|çıktı alındığı tarih|indirme tarihi|sayfa oluşturulma zamanı|
gedruckt am|druckdatum|erzeugt am|abgerufen am|seite erstellt am|
page generated|page generated on|page generated at|page built|page built on|page rendered|page rendered at|page loaded|page loaded at|page created|page created at|page produced|
generated|generated on|generated at|report generated|report generated on|report generated at|file generated on|file generated|list generated on|printed|printed on|printed at|print date|print time|
date printed|date of printing|printed from this site on|exported|exported on|exported at|export date|export time|date exported|downloaded|downloaded on|downloaded at|
download date|retrieved|retrieved on|retrieved at|fetched at|rendered at|run date|run time|report run|report run on|run on|extracted on|extract date|extracted|date of extract|
query date|query time|date of query|search date|accessed on|accessed|snapshot taken|snapshot taken at|as of your visit|last refreshed|page last refreshed|this page was last refreshed|page last loaded|cached|cached at|cached on
"""
# Before a name: who made this copy.
_MADE_BY = """
打印人|导出人|下载人|打印用户|导出用户|操作用户|当前用户|列印人|印刷者|出力者|출력자|인쇄자|người in|người xuất|ผู้พิมพ์|dicetak oleh|diunduh oleh|impreso por|generado por el usuario|impresso por|
gerado pelo usuário|imprimé par|généré par l'utilisateur|распечатал|напечатал|طبع بواسطة|yazdıran|printed by|exported by|downloaded by|generated by user|printed for|
logged in as|current user
"""
# Before a token: what a server notes for itself.
_NOTED = """
request id|requestid|req id|trace id|traceid|session id|sessionid|correlation id|ray id|cloudflare ray id|transaction id of this page|page id|build|build id|build no.|
build number|build date|build time|build version|build hash|revision of this page|served by|served from|served in|server id|web server|cache|cache key|
x-request-id|x-trace-id|csrf token|csrf|token|nonce|view state|viewstate|route key|etag|generated by|rendered in|generated in|page generated in|page load time|load time|
processing time|execution time|query took|took|elapsed|elapsed time|请求编号|请求id|会话id|页面执行时间|执行时间|耗时|构建号|构建版本|服务器编号|会话编号|
リクエストid|処理時間|요청 id|처리 시간|mã phiên|id de sesión|id de solicitud|tiempo de carga|tempo de carregamento|temps de chargement|идентификатор запроса|время загрузки|
страница сгенерирована за|sayfa yüklenme süresi|معرف الجلسة
"""
# The whole of a line, or a piece of it between bars: what a page can do.
_TOOLS = """
save as pdf|save page as pdf|download as pdf|email|e-mail|email this page|print this page|朗读语音播报|打印|打印本页|打印此页|打印文章|打印页面|关闭|关闭窗口|关闭本页|收藏|收藏本页|加入收藏|设为首页|分享|分享到|分享至|转发|微信|微博|新浪微博|腾讯微博|qq|qq空间|qq好友|朋友圈|二维码|扫一扫|
手机扫一扫|复制链接|返回|返回顶部|返回首页|返回列表|返回上一页|回到顶部|首页|上一页|下一页|上页|下页|尾页|末页|更多|查看更多|展开全文|收起|无障碍|无障碍阅读|无障碍浏览|长者助手|关怀版|适老化|手机版|电脑版|
纠错|我要纠错|网站纠错|字号|字体|放大|缩小|朗读|语音播报|下载本页|转载|点赞|列印|列印本頁|友善列印|轉寄|轉寄友人|回上頁|回首頁|回頂端|分享至facebook|
印刷|印刷する|このページを印刷|シェア|シェアする|ツイート|ポスト|ページの先頭へ|ページの先頭へ戻る|このページの先頭へ|先頭へ|トップへ戻る|トップへ|前へ|次へ|戻る|一覧へ戻る|一覧へ|もっと見る|拡大|縮小|文字サイズ|メールで送る|
인쇄|인쇄하기|공유|공유하기|스크랩|목록|목록으로|맨위로|맨 위로|위로|이전|다음|처음|마지막|글자크기|글자 크기|확대|축소|페이스북|트위터|카카오톡|카카오스토리|네이버|밴드|url 복사|주소복사|
in trang|in trang này|in bài viết|bản in|chia sẻ|chia sẻ facebook|gửi email|gửi bài viết|về đầu trang|lên đầu trang|trở về|quay lại|trang trước|trang sau|trang đầu|trang cuối|xem thêm|cỡ chữ|
พิมพ์|พิมพ์หน้านี้|แชร์|แชร์หน้านี้|แบ่งปัน|ส่งอีเมล|กลับขึ้นด้านบน|กลับหน้าหลัก|กลับ|ก่อนหน้า|ถัดไป|หน้าแรก|หน้าสุดท้าย|อ่านเพิ่มเติม|ขนาดตัวอักษร|
cetak|cetak halaman|cetak halaman ini|bagikan|bagikan ke|kongsi|kongsikan|salin tautan|kembali|kembali ke atas|sebelumnya|selanjutnya|berikutnya|seterusnya|ukuran huruf|saiz teks|baca selengkapnya|
imprimir|imprimir esta página|imprimir página|versión para imprimir|versión imprimible|compartir|compartir en|compartir en facebook|enviar por correo|volver|volver arriba|anterior|siguiente|ir arriba|tamaño de letra|
versão para impressão|imprimir página|compartilhar|compartilhe|partilhar|compartilhar no facebook|copiar link|enviar por e-mail|voltar|voltar ao topo|próximo|próxima|seguinte|ir para o topo|tamanho da letra|
imprimer|imprimer la page|imprimer cette page|version imprimable|partager|partager sur|partager cette page|envoyer par courriel|envoyer par e-mail|retour|retour en haut|haut de page|haut de la page|précédent|suivant|taille du texte|copier le lien|
печать|распечатать|версия для печати|на печать|поделиться|поделиться в|скопировать ссылку|наверх|вернуться наверх|в начало|назад|предыдущая|следующая|вконтакте|одноклассники|размер шрифта|версия для слабовидящих|
طباعة|اطبع|طباعة الصفحة|مشاركة|شارك|مشاركة الصفحة|نسخ الرابط|أعلى الصفحة|العودة إلى الأعلى|رجوع|السابق|التالي|حجم الخط|إرسال بالبريد|
yazdır|sayfayı yazdır|paylaş|facebook'ta paylaş|bağlantıyı kopyala|yukarı çık|sayfa başı|geri|geri dön|önceki|sonraki|yazı boyutu|e-posta gönder|
drucken|seite drucken|teilen|seite teilen|nach oben|zurück|weiter|schriftgröße|
print|print this|print this page|print this article|print page|print article|print version|printer friendly version|printer-friendly version|close|close window|share|share this|share this page|share this article|share on|
share on facebook|share on twitter|share on x|share on linkedin|share via|share via email|share to|bookmark|bookmark this page|email this|e-mail this|email this page|e-mail this page|send to a friend|
facebook|twitter|x.com|linkedin|whatsapp|telegram|wechat|weibo|kakaotalk|pinterest|reddit|instagram|youtube|messenger|viber|tweet|follow us|subscribe|rss|copy link|
back|back to top|back to list|go to top|top of page|return to top|previous page|next page|first page|last page|show more|load more|read more|font size|text size|listen|listen to this page|
cỡ chữ:|ขนาดอักษร|ukuran teks|ukuran font|saiz huruf|tamaño del texto|tamaño de la letra|tamaño de fuente|tamaño de texto|tamanho do texto|tamanho da fonte|tamanho de letra|
taille de texte|taille de police|taille des caractères|размер текста|шрифт|حجم النص|حجم الخط|metin boyutu|yazı tipi boyutu|textgröße|文字大小|字级|字級|字型大小|文字の大きさ|글씨크기|글씨 크기|change font size|letter size|
survey|take our survey|问卷调查|網站問卷|アンケート|설문조사|khảo sát|แบบสำรวจ|survei|encuesta|enquête|опрос|anket|umfrage|sign in|log in|register|feedback|report a problem with this page|report a problem|was this page helpful|is this page useful|site map|accessibility|dark mode|high contrast
"""
# In a row of tools: what reads a page aloud, and what sets its letters.
_IN_A_ROW = """
朗读|朗读本文|朗讀|朗讀本文|语音播报|语音朗读|読み上げ|音声読み上げ|듣기|본문 듣기|음성 듣기|nghe|nghe bài viết|đọc bài viết|
ฟัง|ฟังบทความ|dengarkan|dengar|escuchar|ouvir|écouter|прослушать|слушать|استمع|استماع|dinle|vorlesen|listen|
read aloud|字级|字級|字号|字號|字体|字體|文字サイズ|글자 크기|글자크기|cỡ chữ|ขนาดตัวอักษร|ukuran huruf|tamaño de letra|
tamanho da letra|taille du texte|размер шрифта|حجم الخط|yazı boyutu|schriftgröße|text size|font size|contrast|high contrast|高对比度|高對比|コントラスト|고대비|
tương phản|kontras|contraste|alto contraste|контраст|تباين|kontrast|友善列印|友善打印|列印|打印|打印本页|인쇄|印刷|
in trang|พิมพ์|cetak|imprimir|imprimer|печать|распечатать|طباعة|yazdır|drucken|print
"""
# Before another notice's title: where the next one stands.
_NEIGHBOURS = """
上一篇|下一篇|上一条|下一条|上一则|下一则|前一篇|后一篇|上一篇文章|下一篇文章|上一篇公告|下一篇公告|上一則|下一則|前の記事|次の記事|前のお知らせ|次のお知らせ|前のページ|次のページ|
이전글|다음글|이전 글|다음 글|이전 기사|다음 기사|bài trước|bài tiếp|bài tiếp theo|bài sau|tin trước|tin sau|tin tiếp theo|ข่าวก่อนหน้า|ข่าวถัดไป|เรื่องก่อนหน้า|เรื่องถัดไป|
berita sebelumnya|berita selanjutnya|berita berikutnya|artikel sebelumnya|artikel berikutnya|artículo anterior|artículo siguiente|noticia anterior|noticia siguiente|entrada anterior|entrada siguiente|
artigo anterior|próximo artigo|notícia anterior|próxima notícia|article précédent|article suivant|actualité précédente|actualité suivante|предыдущая статья|следующая статья|
предыдущая новость|следующая новость|المقال السابق|المقال التالي|الخبر السابق|الخبر التالي|önceki haber|sonraki haber|önceki yazı|sonraki yazı|vorheriger artikel|nächster artikel|
previous article|next article|previous post|next post|previous notice|next notice|previous story|next story|previous news|next news|previous|next|prev|up next|read next
"""
_LANGUAGES = """
english|中文|简体|简体中文|简体版|繁体|繁体中文|繁體|繁體中文|繁体版|繁體版|日本語|한국어|tiếng việt|ภาษาไทย|ไทย|bahasa|bahasa indonesia|bahasa melayu|indonesia|melayu|español|português|português (brasil)|
français|русский|العربية|عربي|türkçe|deutsch|italiano|nederlands|polski|українська|қазақша|o'zbek|монгол|ភាសាខ្មែរ|ລາວ|မြန်မာ|हिन्दी|বাংলা|اردو|فارسی|english version|version française|
versión en español|versão em português|英文版|中文版|选择语言|语言|選擇語言|語言|言語|언어|ngôn ngữ|ภาษา|bahasa:|idioma|langue|язык|اللغة|dil|language|languages|select language|choose language
"""
# As codes they are a choice of languages only beside EN, which is no country.
_CODES = "en|zh|cn|tw|hk|hans|hant|ja|jp|ko|kr|vi|th|id|ms|es|pt|br|fr|ru|ar|tr|de|it|nl|pl|uk"
# Beside the word cookie: that somebody uses them, and that it is a site.
COOKIES = (
    "cookie|クッキー|쿠키|คุกกี้|ملفات تعريف الارتباط|çerez|куки",
    "使用|利用|사용|sử dụng|ใช้|menggunakan|utiliza|usamos|usa |utilizamos|utilise|использу|применя|تستخدم|يستخدم|نستخدم|kullan|verwende|nutzt|accept|we use|uses ",
    "网站|本站|本网|サイト|当サイト|사이트|홈페이지|trang web|website|เว็บไซต์|situs|laman|sitio|página web|este site|site utilise|nous utilisons|сайт|الموقع|موقع|sitemiz|internetseite|webseite|we use|this site|our site|ce site|accept all",
)
# The rights of whoever made the site.
RIGHTS = """
all rights reserved|todos los derechos reservados|derechos reservados|todos os direitos reservados|tous droits réservés|все права защищены|جميع الحقوق محفوظة|
حقوق النشر محفوظة|tüm hakları saklıdır|her hakkı saklıdır|สงวนลิขสิทธิ์|bản quyền thuộc về|hak cipta dilindungi|hak cipta terpelihara|alle rechte vorbehalten|無断転載を禁じます|無断転載禁止|
무단 전재 및 재배포 금지|무단전재 및 재배포 금지|不得转载|未经许可不得转载|未经授权禁止转载
"""
# Words of a moment that are no names of months: weekdays, and what stands between a day and an hour.
_MOMENT = """
monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun lunes martes miércoles jueves viernes sábado domingo segunda terça quarta quinta sexta feira
segunda-feira terça-feira quarta-feira quinta-feira sexta-feira lundi mardi mercredi jeudi vendredi samedi dimanche понедельник вторник среда четверг пятница суббота воскресенье среду пятницу субботу пн вт ср чт пт сб вс
الأحد الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت pazartesi salı çarşamba perşembe cuma cumartesi pazar senin selasa rabu kamis jumat jum'at sabtu minggu isnin khamis jumaat ahad
montag dienstag mittwoch donnerstag freitag samstag sonntag thứ hai ba tư năm sáu bảy chủ nhật ngày tháng giờ phút giây lúc sáng chiều
at on of the de del le à às as a las los em el y und um uhr am pm a.m p.m noon o'clock hrs hours h utc gmt cst wib wita wit ict jst kst msk brt art bst cet cest est edt pst pdt ist pkt
pada pukul jam tanggal tarikh saat tarih г года в в. время часов الساعة م ص هـ من في st nd rd th
"""
_MOMENT_UNSPACED = """
年 月 日 号 號 时 時 分 秒 点 點 星期 周 週 一 二 三 四 五 六 天 上午 下午 凌晨 中午 晚上 早上 午前 午後 現在 曜日 曜 火 水 木 金 土 月曜日 です 입니다 น 년 월 일 시 분 초 오전 오후 요일 월요일 화요일 수요일 목요일 금요일 토요일 일요일 화 수 목 금 토
วันที่ วัน เวลา นาฬิกา น. พ.ศ. ค.ศ. อาทิตย์ จันทร์ อังคาร พุธ พฤหัสบดี ศุกร์ เสาร์ ที่ ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค. มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม 农历 民国 令和
"""


def _each(written: str) -> Iterator[str]:
    return (fold(word) for word in written.replace("\n", "|").split("|") if word.strip())


def fold(word: str) -> str:
    """Words as they are looked up: in their normal form, small."""
    return normal(word).casefold().rstrip(":")


@cache
def words_of(written: str) -> frozenset[str]:
    return frozenset(_each(written))


@cache
def single_words_of(written: str) -> frozenset[str]:
    """The same, and each word of those with a blank in them."""
    return words_of(written) | {part for word in words_of(written) for part in word.split()}


def any_of(written: str) -> re.Pattern[str]:
    """Finds any of these words in a small normal form: whole, where blanks stand between words."""
    found = sorted(set(_each(written)), key=len, reverse=True)
    spaced = "|".join(re.escape(word) for word in found if is_spaced(word))
    others = [re.escape(word) for word in found if not is_spaced(word)]
    return regex("|".join([*others, rf"(?<![^\W\d_])(?:{spaced})(?![^\W\d_])"] if spaced else others))


def is_spaced(word: str) -> bool:
    """Whether a word is of a script that sets blanks between words."""
    return word[0] < "\u0e00" or "\u1e00" <= word[0] < "\u2e80"


@cache
def labels() -> dict[str, str]:
    """What stands before a number, a moment, a name or a token, and why it is noise then."""
    found: dict[str, str] = {}
    for why, written in ((TECHNICAL, _NOTED), (MADE, _MADE), (CLOCK, _NOW), (COUNTER, _COUNTED)):
        found |= dict.fromkeys(_each(written), why)
    return found


@cache
def makers() -> frozenset[str]:
    return frozenset(_each(_MADE_BY))


def begins_with_label(small: str) -> bool:
    """Whether a text begins with one of the labels; few do, so that few are looked at closely."""
    return small.startswith(_of_labels().get(small[:2], ()))


def begins_with_now(small: str) -> tuple[str, ...]:
    """The words for this very moment that a text begins with."""
    return tuple(word for word in _of_now().get(small[:2], ()) if small.startswith(word))


def begins_with_maker(small: str) -> bool:
    return small.startswith(_of_makers().get(small[:2], ()))


def begins_with_counter(small: str, start: int) -> bool:
    """Whether the label of a counter stands at a place of a text."""
    return small.startswith(_of_counters().get(small[start : start + 2], ()), start)


@cache
def _of_labels() -> dict[str, tuple[str, ...]]:
    return _by_beginning(labels())


@cache
def _of_now() -> dict[str, tuple[str, ...]]:
    return _by_beginning(_each(_NOW_WITH_SECONDS))


@cache
def _of_makers() -> dict[str, tuple[str, ...]]:
    return _by_beginning(makers())


@cache
def _of_counters() -> dict[str, tuple[str, ...]]:
    return _by_beginning(label for label, why in labels().items() if why == COUNTER)


def _by_beginning(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Words by their first two signs."""
    found: dict[str, tuple[str, ...]] = {}
    for word in words:
        found[word[:2]] = (*found.get(word[:2], ()), word)
    return found


@cache
def times() -> frozenset[str]:
    return frozenset(_each(_TIMES))


@cache
def tools() -> frozenset[str]:
    return frozenset(_each(_TOOLS))


@cache
def row_tools() -> frozenset[str]:
    return frozenset(word.replace(" ", "") for word in _each(_IN_A_ROW))


@cache
def neighbours() -> frozenset[str]:
    return frozenset(_each(_NEIGHBOURS))


@cache
def languages() -> frozenset[str]:
    return frozenset(_each(_LANGUAGES))


@cache
def rights() -> tuple[str, ...]:
    return tuple(_each(RIGHTS))


@cache
def cookies() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(_lowered(words)) for words in COOKIES)


def _lowered(words: str) -> Iterable[str]:
    return (word.casefold() for word in words.split("|"))


@cache
def of_moments() -> tuple[frozenset[str], tuple[str, ...]]:
    """Words of a moment: those set apart by blanks, and those of scripts without, the longest first."""
    unspaced = {fold(word) for word in _MOMENT_UNSPACED.split()}
    return frozenset(map(fold, _MOMENT.split())), tuple(sorted(unspaced, key=len, reverse=True))


@cache
def codes() -> frozenset[str]:
    return frozenset(_each(_CODES))
