"""Ports that notices name, in both languages. Extend freely: one line a port, "English=中文"."""

from __future__ import annotations

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
"""

PORTS: tuple[tuple[str, str], ...] = tuple(
    (english.replace("_", " "), chinese)
    for english, _, chinese in (pair.partition("=") for pair in _TABLE.split())
)


def names_of(port: str) -> tuple[str, ...]:
    """Every name of a port by one of them, that one included; case does not matter."""
    wanted = port.strip().lower()
    known = [name for pair in PORTS if wanted in (pair[0].lower(), pair[1]) for name in pair]
    return tuple(dict.fromkeys([port.strip(), *known]))
