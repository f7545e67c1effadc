"""How much a text looks like writing: which letters a language is mostly written with.

A detector's evidence. Bytes read in a wrong charset become letters too, but rare ones, in places where
no language has them: capitals inside words, vowel signs without a consonant, signs between letters.
The lists hold what notices are made of; they need to be typical, not complete.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from monitor.values import dataclass

_HANS = """
的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民
得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社
义事平形相全表间样与关各重新线内数正心反明看原又利比或但质气第向道命此变条只没结解问意建月公无系军情最立代已通并提直题
党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决
西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再
采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石
记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历
市克何除消构府称太准精值号率族维划选标写存候毛亲快效院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红
细引听该铁价严龙税贸易署告章款项企货币境申税则检疫关税务司令函通知意见稿征免退附录附件执施废止依据规范适用范围监督审核备案
许可限额配额原产优惠协定港口岸码编归类商税则号列声明核查认证机构名单绿色通道太阳能照明装备成套零部件碳足迹试点延长暂停取消
补充修订修改颁布签署印订调整扩大缩减零售样邮寄旅客携带禁止反倾销补贴终裁初裁立案贴复审期限日起暂逾违宪签订册负责释解答咨询
"""
_HANT = """
的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出就分對成會可主發年動同工也能下過子說產種面而方後多定行學法所民
得經十三之進著等部度家電力裡如水化高自二理起小物現實加量都兩體制機當使點從業本去把性好應開它合還因由其些然前外天政四日那社
義事平形相全表間樣與關各重新線內數正心反明看原又利比或但質氣第向道命此變條只沒結解問意建月公無系軍情最立代已通並提直題
程展五果料員位入常文總次品式活設及管特件長求老頭基資邊流路級少圖山統接知較將組見計別手角期根論運農指幾九區強放決西被
必先回則任取據處南給色光門即保治北造百規領七海口東導器壓世金增濟階術極交受聯認六共權收證改清美再採轉更單風切教速帶安場身
車例真務具萬每目至達積示議聲報完類八離名確才科信馬節整空元今集傳土許廣石記需段研界律究織裝算低持眾書布複容須際商非驗連
稅貿易署告章款項企貨幣境申檢疫司令函通知意見徵免退附錄執施廢止依據規範適用範圍監督審核備案可限額配原優惠協定港岸碼編歸
聲認構單綠色道陽能照明裝備零太調擴縮減暫停補充修訂頒簽署印禁反傾銷違冊責釋詢縣市局照參關稅財政衛福經濟勞標準請輸入出口臺灣
"""
_JA = """
日一国年大十二本中長出三時行見月分後前生五間上東四今金九入学高円子外八六下来気小七山話女北午百書先名川千水半男西電校語土木
聞食車何南万毎白天母火右読友左休父雨会同事自社発者地業方新場員立開手力問代明動京目通言理体田主題意不作用度強公持野以思家世
多正安院心界教文元重近考画海売知道集別物使品計死特私始朝運終台広住無真有口少町料工建空急止送切転研足究楽起着店病質待試族銀
早映親験英医仕去味写字答夜音注帰古歌買悪図週室歩風紙黒花春赤青館屋色走秋夏習駅洋旅服夕借曜飲肉貸堂鳥飯勉冬昼茶弟牛魚兄犬妹
姉漢税関輸貨告示第号令条項則法律省庁局課税率定規改施行適及又当該総務大臣原産証明書申検査許可承認決期限届提出部品表別付制度
"""
_KO = """
이다의는에을가고하은를한지로도사기대서어자시인나리해정부보수일아장제전들과스상라여그주구공안조동원성소국경세관관비무선신
문개발생물화학회방위법행지계산업과등면명모용있없것할중치내외입출품목원규정고시항호조령칙시행개정허가신고수출통계검역
마만미오우유와요년월일간분적된되며거계단연영래러려려록률르른름면및반받번변별본불새설실심역예의음임저절점접종준증진차참
처천체초총최추출친터통트특판평표프피필하한함합행향현형호화확환활후히당더데독될둘드든디따때또라량려레력로료류률
"""

_SIGNS = frozenset("、。，：；（）《》〈〉「」『』【】〔〕！？“”‘’—…·－／％　①②③④⑤⑥⑦⑧⑨⑩～「」・ー〇○●■□◆▲※→")
_TYPE = frozenset("«»“”„‘’–—…€£§°©®·•ºª№¿¡\xa0")


@dataclass(frozen=True, slots=True)
class Tongue:
    """How a language is written. often: letters that it is full of; seldom: whether a letter may occur at all.

    inside: letters that begin no word. last: letters that only end one.
    """

    often: frozenset[str]
    seldom: Callable[[str], bool]
    inside: frozenset[str] = frozenset()
    last: frozenset[str] = frozenset()


def _letters(often: str, seldom: str = "", *, inside: str = "", last: str = "") -> Tongue:
    return Tongue(frozenset(often), frozenset(seldom).__contains__, frozenset(inside), frozenset(last))


def _in_rows(codec: str, first: int, last: int) -> Callable[[str], bool]:
    """Whether a letter is among a charset's rows of everyday letters."""

    def holds(letter: str) -> bool:
        written = letter.encode(codec, "ignore")
        return len(written) == 2 and first <= written[0] <= last

    return holds


def _set(text: str) -> frozenset[str]:
    return frozenset(text) - {"\n", " "}


_KANA = frozenset(map(chr, (*range(0x3041, 0x3094), *range(0x30A1, 0x30FB))))
CHINESE = Tongue(_set(_HANS) | _SIGNS, _in_rows("gb2312", 0xB0, 0xD7))
TAIWANESE = Tongue(_set(_HANT) | _SIGNS, _in_rows("big5", 0xA4, 0xC6))
JAPANESE = Tongue(_KANA | _SIGNS | _set(_JA), _in_rows("euc_jp", 0xB0, 0xCF))
KOREAN = Tongue(_set(_KO) | _SIGNS, _in_rows("euc_kr", 0xB0, 0xC8))

RUSSIAN = _letters("оеаинтсрвлкмдпуя", "ыьгзбчйхжшюцщэфъёіїєґў", inside="ъьы")
GREEK = _letters("αοιετσνηυρπκμλωάίόέςή", "δγχθφβξζψύώϊϋΐΰ", last="ς")
ARABIC = _letters("اليمنوترةبدعسفقحكأهج", "شطصخضذإزغظثئءؤآى،؛؟ـًٌٍَُِّْپچژگ")
HEBREW = _letters("יולאהרתבמשנםחקדע", "פטצגזסכךןףץ", last="םןךףץ")
THAI = _letters("นรกามอเวงสลทยดตคปบหพ่้ี", "ชจขใถซธะโไผแฝฟศษฉฐญณฎฏฌฆฅฑฒฮฤฦูุิึืั็์๊๋ํฺๅๆฯำ฿๐๑๒๓๔๕๖๗๘๙")
WESTERN = (
    _letters("éèàçêôâùû", "îëïœæ"),
    _letters("äöüß"),
    _letters("óíáéñ", "ú¿¡ü"),
    _letters("ãçáéíóêúâ", "õàô"),
    _letters("àèùòì", "é"),
    _letters("åäöæøé"),
    _letters("éëïöüó"),
    _letters("áéíóúæö", "ýþð"),
)
CENTRAL = (
    _letters("ąęłóżśćń", "ź"),
    _letters("íáéěšřčžýůú", "ďťňó"),
    _letters("áíéčšžýťúôň", "äďľĺóŕ"),
    _letters("áéőóöüíúű"),
    _letters("ăâîşţșț"),
    _letters("čšžćđ"),
)
TURKISH = (_letters("ıişğüöç", "âîû"),)
BALTIC = (_letters("ėšųžūąčįę"), _letters("āīēšņūļķģčž"), _letters("äõöüšž"))

_MARKS = frozenset({"Mn", "Lo"})


def fit(text: str, tongue: Tongue) -> float:
    """How well the letters beyond ASCII suit the language: 1 for nothing but everyday letters, below 0 for none."""
    score, count, before, turned = 0.0, 0, " ", False
    for place, letter in enumerate(text):
        if letter > "\x7f":
            turned = turned if before.isalpha() else False
            turned = turned or (before.islower() and letter.isupper())
            count += 1
            if turned and letter.isupper():
                score -= 1.0  # capitals inside a word, which KOI8 for Windows 1251 is full of
            else:
                score += _weight(letter, before, text[place + 1 : place + 2], tongue)
        before = letter
    return score / count if count else 0.0


def _weight(letter: str, before: str, after: str, tongue: Tongue) -> float:
    small = letter if letter in tongue.often else letter.lower()
    if small in tongue.often or tongue.seldom(small):
        if unicodedata.category(letter) == "Mn" and unicodedata.category(before) not in _MARKS:
            return -1.0  # a vowel sign without a consonant
        if (small in tongue.inside and not before.isalpha()) or (small in tongue.last and after.isalpha()):
            return -1.0
        if "\u0300" < small < "\u2000" and (_is_latin(before) or _is_latin(after)):
            return -1.0  # alphabets change between words, not within one
        return (1.0 if small in tongue.often else 0.3) - (0.1 if letter != small else 0)
    if letter in _TYPE:
        return -0.5 if before.isalpha() and after.isalpha() and letter not in "’·" else 0.4
    return -1.0


def _is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalpha()
