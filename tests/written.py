"""Invented sentences in many languages, each with the charsets that it was once published in."""

WRITTEN = {
    "zh": (
        ["gb18030"],
        [
            "关于调整部分进口商品暂定税率的公告",
            "海关总署决定自二〇二六年六月一日起，对成套工业装备实施绿色通道便利措施，现将有关事项公告如下。",
            "企业应当如实申报商品编码、原产地和碳足迹声明，不符合要求的，不适用本公告规定的便利措施。",
            "通知公告",
            "附件：适用商品范围清单（第二批）",
            "本办法由商务部负责解释，原办法同时废止。",
            "征求意见截止日期为七月十五日，社会公众可以通过信函或者电子邮件提出意见。",
        ],
    ),
    "zh-tw": (
        ["big5hkscs"],
        [
            "預告修正貨物進口稅則部分稅則號別",
            "財政部關務署公告：自民國一百一十五年七月一日起，進口貨物應檢附原產地證明書，逾期不予受理。",
            "公告事項",
            "有關太陽能照明設備之輸入規定，請參照經濟部國際貿易署網站。",
            "本辦法自發布日施行，並適用於已申報而尚未放行之貨物。",
        ],
    ),
    "ja": (
        ["cp932", "euc_jp", "iso2022_jp"],
        [
            "輸入貨物の原産地表示に関するお知らせ",
            "令和八年六月一日から、太陽光照明器具の輸入申告には、炭素排出量の証明書を添付しなければなりません。",
            "関税率表の改正について",
            "お問い合わせは税関相談官までお願いいたします。",
            "新着情報",
        ],
    ),
    "ko": (
        ["cp949"],
        [
            "수입물품 원산지 표시에 관한 규정 일부개정",
            "관세청은 2026년 6월 1일부터 태양광 조명 제품에 대하여 신속통관 제도를 시행한다고 밝혔다.",
            "공지사항",
            "품목분류 변경 고시를 다음과 같이 안내하여 드립니다.",
            "신청서는 전자통관시스템으로 제출하여야 한다.",
        ],
    ),
    "ru": (
        ["cp1251", "koi8_r", "iso8859_5"],
        [
            "О внесении изменений в перечень товаров",
            "Федеральная таможенная служба сообщает, что с 1 июня вводится новый порядок декларирования оборудования.",
            "Новости",
            "Решение вступает в силу по истечении тридцати дней со дня опубликования.",
        ],
    ),
    "el": (
        ["cp1253"],
        [
            "Ανακοίνωση για την εισαγωγή προϊόντων φωτισμού",
            "Η τελωνειακή υπηρεσία ενημερώνει ότι από την πρώτη Ιουνίου ισχύουν νέοι κανόνες καταγωγής.",
            "Νέα και ανακοινώσεις",
        ],
    ),
    "ar": (
        ["cp1256"],
        [
            "إعلان بشأن تعديل التعريفة الجمركية",
            "تعلن هيئة الجمارك عن بدء العمل بالإجراءات الجديدة للتخليص على المعدات الصناعية اعتبارا من أول يونيو.",
            "الأخبار والقرارات",
        ],
    ),
    "he": (
        ["cp1255"],
        [
            "הודעה על שינוי תעריף המכס",
            "רשות המסים מודיעה כי החל מיום ראשון ביוני ייכנסו לתוקף כללי מקור חדשים.",
        ],
    ),
    "th": (
        ["cp874"],
        [
            "ประกาศกรมศุลกากร เรื่อง พิธีการศุลกากร",
            "ประกาศกรมศุลกากร ที่ ๓๔/๒๕๖๙ ลงวันที่ ๘ พฤษภาคม พ.ศ. ๒๕๖๙",
            "กรมศุลกากรขอแจ้งว่าตั้งแต่วันที่หนึ่งมิถุนายนเป็นต้นไป ผู้นำเข้าต้องยื่นใบรับรองถิ่นกำเนิดสินค้า",
        ],
    ),
    "fr": (
        ["cp1252"],
        [
            "Arrêté modifiant le régime tarifaire des équipements d'éclairage",
            "Les opérateurs agréés présentent une déclaration préalable ; le délai d'entrée en vigueur est fixé au 1er juin.",
            "Actualités et communiqués",
        ],
    ),
    "de": (
        ["cp1252"],
        [
            "Änderung der Verordnung über zugelassene Wirtschaftsbeteiligte",
            "Für die Einfuhr von Solarleuchten gilt ab dem 1. Juni ein neues Prüfverfahren; Anträge müssen schriftlich gestellt werden.",
        ],
    ),
    "es": (
        ["cp1252"],
        [
            "Resolución sobre clasificación arancelaria",
            "La autoridad aduanera publicó el año pasado las reglas de origen; los exportadores deberán presentar la declaración electrónica.",
        ],
    ),
    "pt": (
        ["cp1252"],
        [
            "Instrução normativa sobre importação",
            "A declaração será registrada até o décimo dia útil; não há exigência de licença para iluminação pública.",
        ],
    ),
    "pl": (
        ["cp1250"],
        [
            "Rozporządzenie w sprawie ceł przywozowych",
            "Urząd celny informuje, że od 1 czerwca obowiązują nowe zasady zgłoszeń dla urządzeń oświetleniowych.",
        ],
    ),
    "cs": (
        ["cp1250"],
        [
            "Změna celního sazebníku",
            "Celní správa oznamuje, že od 1. června platí nová pravidla pro dovoz zařízení.",
        ],
    ),
    "hu": (
        ["cp1250"],
        ["A vámhatóság közleménye az új előírásokról", "Az ügyfelek kérelmüket elektronikusan nyújthatják be, legkésőbb június első hetéig."],
    ),
    "tr": (
        ["cp1254"],
        [
            "Gümrük tarifesinde değişiklik yapılmasına ilişkin tebliğ",
            "İthalatçılar başvurularını elektronik ortamda yapacak; yürürlük tarihi Haziran ayının ilk günüdür.",
        ],
    ),
    "lt": (["cp1257"], ["Muitinės departamento įsakymas dėl žaliojo koridoriaus taikymo šviestuvams", "Įsakymas įsigalioja birželio pirmą dieną."]),
}  # fmt: skip
