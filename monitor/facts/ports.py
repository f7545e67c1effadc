"""Ports and customs districts that notices name, in both languages. Extend freely: "English=中文"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.facts.words import Lexicon, any_of, begins
from monitor.hanzi import simplified
from monitor.patterns import regex
from monitor.prose import Prose

_TABLE = """
Shanghai=上海 Yangshan=洋山 Ningbo=宁波 Zhoushan=舟山 Shenzhen=深圳 Yantian=盐田 Shekou=蛇口 Guangzhou=广州 Nansha=南沙
Huangpu=黄埔 Qingdao=青岛 Tianjin=天津 Xiamen=厦门 Dalian=大连 Yingkou=营口 Jinzhou=锦州 Dandong=丹东 Qinhuangdao=秦皇岛
Tangshan=唐山 Caofeidian=曹妃甸 Huanghua=黄骅 Yantai=烟台 Weihai=威海 Rizhao=日照 Dongying=东营 Longkou=龙口
Lianyungang=连云港 Nanjing=南京 Nantong=南通 Taicang=太仓 Zhangjiagang=张家港 Zhenjiang=镇江 Jiangyin=江阴 Suzhou=苏州
Hangzhou=杭州 Wenzhou=温州 Taizhou=台州 Jiaxing=嘉兴 Zhapu=乍浦 Yiwu=义乌 Fuzhou=福州 Quanzhou=泉州 Zhangzhou=漳州
Putian=莆田 Shantou=汕头 Shanwei=汕尾 Huizhou=惠州 Zhuhai=珠海 Gongbei=拱北 Zhongshan=中山 Jiangmen=江门 Foshan=佛山
Dongguan=东莞 Zhanjiang=湛江 Maoming=茂名 Yangjiang=阳江 Zhaoqing=肇庆 Haikou=海口 Sanya=三亚 Yangpu=洋浦 Basuo=八所
Qinzhou=钦州 Beihai=北海 Fangchenggang=防城港 Nanning=南宁 Wuzhou=梧州 Pingxiang=凭祥 Dongxing=东兴 Longbang=龙邦
Shuikou=水口 Youyiguan=友谊关 Kunming=昆明 Ruili=瑞丽 Mohan=磨憨 Hekou=河口 Tianbao=天保 Wanding=畹町 Mengding=孟定
Houqiao=猴桥 Daluo=打洛 Jinghong=景洪 Chongqing=重庆 Chengdu=成都 Xi'an=西安 Zhengzhou=郑州 Wuhan=武汉 Huangshi=黄石
Yichang=宜昌 Changsha=长沙 Yueyang=岳阳 Nanchang=南昌 Jiujiang=九江 Ganzhou=赣州 Hefei=合肥 Wuhu=芜湖 Tongling=铜陵
Ma'anshan=马鞍山 Anqing=安庆 Jinan=济南 Shijiazhuang=石家庄 Taiyuan=太原 Guiyang=贵阳 Lanzhou=兰州 Xining=西宁
Yinchuan=银川 Urumqi=乌鲁木齐 Kashgar=喀什 Horgos=霍尔果斯 Khorgos=霍尔果斯 Alashankou=阿拉山口 Bakhty=巴克图
Torugart=吐尔尕特 Irkeshtam=伊尔克什坦 Khunjerab=红其拉甫 Dulata=都拉塔 Jeminay=吉木乃 Takeshiken=塔克什肯
Manzhouli=满洲里 Erenhot=二连浩特 Ganqimaodu=甘其毛都 Ceke=策克 Mandula=满都拉 Zhuengadabuqi=珠恩嘎达布其 Hohhot=呼和浩特
Hailar=海拉尔 Heishantou=黑山头 Shiwei=室韦 Suifenhe=绥芬河 Dongning=东宁 Heihe=黑河 Tongjiang=同江 Fuyuan=抚远
Hulin=虎林 Mishan=密山 Harbin=哈尔滨 Jiamusi=佳木斯 Hunchun=珲春 Tumen=图们 Ji'an=集安 Changbai=长白 Changchun=长春
Shenyang=沈阳 Beijing=北京 Daxing=大兴 Lhasa=拉萨 Gyirong=吉隆 Zhangmu=樟木 Purang=普兰 Huanggang=皇岗 Luohu=罗湖
Futian=福田 Wenjindu=文锦渡 Liantang=莲塘 Shatoujiao=沙头角 Hengqin=横琴 Macau=澳门 Kaohsiung=高雄 Keelung=基隆
Taichung=台中 Singapore=新加坡 Busan=釜山 Incheon=仁川 Tokyo=东京 Yokohama=横滨 Osaka=大阪 Kobe=神户 Nagoya=名古屋
Haiphong=海防 Danang=岘港 Laem_Chabang=林查班 Bangkok=曼谷 Port_Klang=巴生 Penang=槟城 Tanjung_Priok=丹戎不碌
Surabaya=泗水 Manila=马尼拉 Cebu=宿务 Sihanoukville=西哈努克 Yangon=仰光 Chittagong=吉大港 Colombo=科伦坡
Nhava_Sheva=那瓦舍瓦 Mundra=蒙德拉 Chennai=金奈 Karachi=卡拉奇 Gwadar=瓜达尔 Jebel_Ali=杰贝阿里 Rotterdam=鹿特丹
Antwerp=安特卫普 Hamburg=汉堡 Felixstowe=费利克斯托 Piraeus=比雷埃夫斯 Valencia=巴伦西亚 Mombasa=蒙巴萨 Durban=德班
Lagos=拉各斯 Tema=特马 Djibouti=吉布提 Santos=桑托斯 Veracruz=韦拉克鲁斯 Valparaiso=瓦尔帕莱索 Callao=卡亚俄
Chancay=钱凯 Fremantle=弗里曼特尔 Tauranga=陶朗阿 Long_Beach=长滩 Savannah=萨凡纳
Los_Angeles=洛杉矶 New_York=纽约 Newark=纽瓦克 Oakland=奥克兰 Seattle=西雅图 Tacoma=塔科马 Houston=休斯敦 Charleston=查尔斯顿 Norfolk=诺福克
Baltimore=巴尔的摩 Miami=迈阿密 Port_Everglades=埃弗格莱兹港 Jacksonville=杰克逊维尔 New_Orleans=新奥尔良 Laredo=拉雷多 El_Paso=埃尔帕索
Otay_Mesa=奥泰梅萨 Nogales=诺加莱斯 Vancouver=温哥华 Prince_Rupert=鲁珀特王子港 Montreal=蒙特利尔 Halifax=哈利法克斯 Manzanillo=曼萨尼约
Lazaro_Cardenas=拉萨罗卡德纳斯 Altamira=阿尔塔米拉 Balboa=巴尔博亚 Cartagena=卡塔赫纳 Buenaventura=布埃纳文图拉 Guayaquil=瓜亚基尔 San_Antonio=圣安东尼奥
Buenos_Aires=布宜诺斯艾利斯 Montevideo=蒙得维的亚 Paranagua=巴拉那瓜 Itajai=伊塔雅伊 Rio_Grande=里奥格兰德 Caucedo=考塞多 Bremerhaven=不来梅港
Le_Havre=勒阿弗尔 Marseille=马赛 Dunkirk=敦刻尔克 Zeebrugge=泽布吕赫 Algeciras=阿尔赫西拉斯 Barcelona=巴塞罗那 Lisbon=里斯本 Sines=锡尼什 Genoa=热那亚
Gioia_Tauro=焦亚陶罗 Trieste=的里雅斯特 La_Spezia=拉斯佩齐亚 Koper=科佩尔 Rijeka=里耶卡 Constanta=康斯坦察 Varna=瓦尔纳 Odesa=敖德萨 Gdansk=格但斯克
Gdynia=格丁尼亚 Gothenburg=哥德堡 Aarhus=奥胡斯 Southampton=南安普敦 Marsaxlokk=马尔萨什洛克 St_Petersburg=圣彼得堡 Vladivostok=符拉迪沃斯托克
Vostochny=东方港 Novorossiysk=新罗西斯克 Zabaikalsk=后贝加尔斯克 Dostyk=多斯特克 Aktau=阿克套 Istanbul=伊斯坦布尔 Ambarli=安巴利 Mersin=梅尔辛 Haifa=海法
Ashdod=阿什杜德 Port_Said=塞得港 Alexandria=亚历山大 Damietta=达米埃塔 Sokhna=苏赫纳 Jeddah=吉达 Dammam=达曼 Salalah=塞拉莱 Sohar=苏哈尔
Khalifa_Port=哈里发港 Shuwaikh=舒韦赫 Umm_Qasr=乌姆盖斯尔 Bandar_Abbas=阿巴斯港 Tanger_Med=丹吉尔地中海 Casablanca=卡萨布兰卡 Algiers=阿尔及尔
Abidjan=阿比让 Dakar=达喀尔 Lome=洛美 Cotonou=科托努 Apapa=阿帕帕 Lekki=莱基 Douala=杜阿拉 Pointe-Noire=黑角 Luanda=罗安达 Walvis_Bay=鲸湾
Cape_Town=开普敦 Ngqura=恩古拉 Richards_Bay=理查兹贝 Maputo=马普托 Beira=贝拉 Dar_es_Salaam=达累斯萨拉姆 Toamasina=图阿马西纳 Port_Louis=路易港
Kolkata=加尔各答 Visakhapatnam=维沙卡帕特南 Kochi=科钦 Tuticorin=杜蒂戈林 Pipavav=皮帕瓦沃 Hambantota=汉班托塔 Kyaukphyu=皎漂 Hai_Phong=海防
Cat_Lai=吉莱 Cai_Mep=盖梅 Ho_Chi_Minh_City=胡志明市 Da_Nang=岘港 Mong_Cai=芒街 Lao_Cai=老街 Tan_Thanh=新清 Boten=磨丁 Vientiane=万象
Phnom_Penh=金边 Tanjung_Pelepas=丹戎帕拉帕斯 Johor=柔佛 Pasir_Gudang=巴西古当 Bintulu=民都鲁 Semarang=三宝垄 Belawan=勿拉湾 Batangas=八打雁
Subic=苏比克 Davao=达沃 Gwangyang=光阳 Pyeongtaek=平泽 Ulsan=蔚山 Moji=门司 Tomakomai=苫小牧 Hualien=花莲 Sydney=悉尼 Melbourne=墨尔本
Brisbane=布里斯班 Botany=博塔尼 Adelaide=阿德莱德 Auckland=奥克兰 Lyttelton=利特尔顿 Suva=苏瓦 Tengchong=腾冲 Aidian=爱店 Dongzhong=峒中
Laoyemiao=老爷庙 Ulastai=乌拉斯台 Hongshanzui=红山嘴 Ahitubiek=阿黑土别克 Karasu=卡拉苏 Lizi=里孜 Chentang=陈塘 Quanhe=圈河 Shatuozi=沙坨子
Kaishantun=开山屯 Guchengli=古城里 Linjiang=临江 Ezhou=鄂州 Hong_Kong-Zhuhai-Macao_Bridge=港珠澳大桥 Qingmao=青茂 West_Kowloon=西九龙
Shenzhen_Bay=深圳湾 Lok_Ma_Chau=落马洲 Mobile=莫比尔港 Tianpeng=田蓬 Dulong=都龙 Pingmeng=平孟 Mengkang=勐康 Yingjiang=盈江 Zhangfeng=章凤
Muzat=木扎尔特
"""

PORTS: tuple[tuple[str, str], ...] = tuple(
    (english.replace("_", " "), chinese)
    for english, _, chinese in (pair.partition("=") for pair in _TABLE.split())
)


# The 42 customs districts of China (直属海关) by their places, as they stand in front of 海关.
_DISTRICTS = """
北京 天津 石家庄 太原 满洲里 呼和浩特 沈阳 大连 长春 哈尔滨 上海 南京 杭州 宁波 合肥 福州 厦门 南昌 青岛 济南 郑州 武汉 长沙
广州 深圳 拱北 汕头  黄埔 江门 湛江 南宁 海口 重庆 成都 贵阳 昆明 拉萨 西安 兰州 西宁 银川 乌鲁木齐
"""
DISTRICTS: tuple[str, ...] = tuple(_DISTRICTS.split())


def names_of(port: str) -> tuple[str, ...]:
    """Every name of a port by one of them, that one included; case does not matter."""
    wanted = port.strip().lower()
    known = [name for pair in PORTS if wanted in (pair[0].lower(), pair[1]) for name in pair]
    return tuple(dict.fromkeys([port.strip(), *known]))


_PORT_WORD = regex(r"口岸|港|ports?\b|airports?\b|crossings?\b", re.ASCII)
_KNOWN = Lexicon({name: name for pair in PORTS for name in pair})
_PORT_OF = regex(r"\b[Pp]ort of ([A-Z][a-z][\w.'’]{1,20}(?: [A-Z][a-z][\w.'’]{1,20}){0,2})", re.ASCII)
_LIST = regex(r"(?:、[\u4e00-\u9fff]{2,7}(?=[、。;,)等])){1,60}", re.ASCII)
_DISTRICT = regex(rf"({any_of(DISTRICTS)})(?=海关|关区)")
# Behind a town's name: an office, a company, a standard that bears it, and no port.
_AN_OFFICE = regex(
    r"市|省|海关|自治区|有限|公司|大学|商务|人民|分署|特派|协定|公约|仲裁|证券交易|进出口|时间|Convention|Protocol|Agreement|time\b"
)
_NO_NAME = ("Entry", "Description", "Import", "Export", "Departure", "Arrival", "Discharge", "Loading", "Exit", "Lading", "Unlading", "Origin")  # fmt: skip


def places(prose: Prose) -> Iterator[tuple[int, int]]:
    """Where a text names ports: 上海、宁波、深圳等12个口岸; the ports of Shanghai and Ningbo.

    A name counts where the ports table knows it, or where it stands in one 、list with names that the
    table knows, and only in a sentence that speaks of ports: most port towns are also just towns.
    """
    plain, at = prose.plain, -1
    text = plain if prose.simple is prose.low else simplified(plain)  # names keep their capitals
    for match in _PORT_WORD.finditer(prose.simple):
        if match.start() < at or not begins(plain, match.start()):
            continue
        start, at = prose.sentence(match.start())
        named: set[tuple[int, int]] = set()
        listed = start  # up to here a list was read
        for first, last, _ in _KNOWN.find(text, start, at):
            if not _AN_OFFICE.match(text, last):
                named.add((first, last))
                if first >= listed:
                    neighbours = list(_neighbours(text, last, at))
                    named.update(neighbours)
                    listed = neighbours[-1][1] if neighbours else listed
        yield from sorted(named)
    for match in _PORT_OF.finditer(plain) if "ort of" in plain else ():
        if not match.group(1).startswith(_NO_NAME):
            yield match.span(1)


def districts(prose: Prose) -> Iterator[tuple[int, int]]:
    """Where a text names customs districts of China: 上海|海关, 深圳|关区."""
    text = prose.simple
    if "海关" in text or "关区" in text:
        yield from (match.span() for match in _DISTRICT.finditer(text))


def english(port: str) -> str:
    """The one name of a port; as it is written where the table knows none."""
    return _ENGLISH.get(port, port)


_ENGLISH = {chinese: name for name, chinese in reversed(PORTS)}


def _neighbours(text: str, place: int, end: int) -> Iterator[tuple[int, int]]:
    """Names that follow a known one, which ends at a place, in its list."""
    listed = _LIST.match(text, place, end)
    at = place
    for name in listed.group().split("、")[1:] if listed else ():
        bare = name.split("等")[0].split("口岸")[0]
        if 2 <= len(bare) <= 6:
            yield at + 1, at + 1 + len(bare)
        at += 1 + len(name)
