"""The sentences that the notices of the benchmark's archive are made of. All of them are invented."""

from __future__ import annotations

PRODUCTS = (
    ("太阳能路灯", "solar street lights", "9405"), ("光伏组件", "photovoltaic modules", "8541"),
    ("离心泵", "centrifugal pumps", "8413"), ("数控机床", "machining centres", "8457"),
    ("锂离子蓄电池", "lithium-ion accumulators", "8507"), ("变压器", "transformers", "8504"),
    ("工业机器人", "industrial robots", "8479"), ("冷冻水产品", "frozen fish", "0303"),
    ("乳制品", "dairy products", "0402"), ("食用植物油", "edible vegetable oils", "1512"),
    ("大豆", "soya beans", "1201"), ("葡萄酒", "wine", "2204"), ("化妆品", "cosmetics", "3304"),
    ("医用口罩", "medical masks", "6307"), ("合成橡胶", "synthetic rubber", "4002"),
    ("硅铁", "ferro-silicon", "7202"), ("铝型材", "aluminium profiles", "7604"),
    ("稀土永磁体", "rare earth magnets", "8505"), ("聚乙烯", "polyethylene", "3901"),
    ("棉纱", "cotton yarn", "5205"), ("运动鞋", "sports footwear", "6404"), ("瓷砖", "ceramic tiles", "6907"),
    ("空气压缩机", "air compressors", "8414"), ("柴油发动机", "diesel engines", "8408"),
    ("电动自行车", "electric bicycles", "8711"), ("轮胎", "pneumatic tyres", "4011"),
    ("石墨电极", "graphite electrodes", "8545"), ("无人驾驶航空器", "unmanned aircraft", "8806"),
    ("集成电路", "integrated circuits", "8542"), ("茶叶", "tea", "0902"), ("木制家具", "wooden furniture", "9403"),
    ("饲料添加剂", "feed additives", "2309"), ("苹果", "apples", "0808"), ("钨制品", "articles of tungsten", "8101"),
)  # fmt: skip
ISSUERS = (
    ("海关总署", "General Administration of Customs"), ("商务部", "Ministry of Commerce"),
    ("财政部", "Ministry of Finance"), ("市场监管总局", "State Administration for Market Regulation"),
    ("生态环境部", "Ministry of Ecology and Environment"), ("关税税则委员会", "Tariff Commission"),
    ("国家药监局", "Medical Products Administration"), ("工业和信息化部", "Ministry of Industry"),
)  # fmt: skip
PORTS = (
    ("上海", "Shanghai"), ("宁波", "Ningbo"), ("深圳", "Shenzhen"), ("青岛", "Qingdao"), ("天津", "Tianjin"),
    ("广州南沙", "Nansha"), ("厦门", "Xiamen"), ("大连", "Dalian"), ("钦州", "Qinzhou"), ("满洲里", "Manzhouli"),
)  # fmt: skip
COUNTRIES = (
    ("越南", "Viet Nam", "VN"), ("巴西", "Brazil", "BR"), ("泰国", "Thailand", "TH"), ("智利", "Chile", "CL"),
    ("肯尼亚", "Kenya", "KE"), ("印度尼西亚", "Indonesia", "ID"), ("阿联酋", "United Arab Emirates", "AE"),
    ("南非", "South Africa", "ZA"), ("哈萨克斯坦", "Kazakhstan", "KZ"), ("秘鲁", "Peru", "PE"),
)  # fmt: skip
PAPERS = (
    ("产品碳足迹声明", "a carbon footprint declaration"), ("原产地证书", "a certificate of origin"),
    ("出口许可证", "an export licence"), ("检验检疫证书", "a health certificate"), ("危险特性分类鉴别报告", "a classification report"),
    ("最终用户声明", "an end-user statement"), ("型式试验报告", "a type test report"), ("装箱单和提运单", "a packing list and a bill of lading"),
)  # fmt: skip
STANDARDS = ("ISO 14067", "GB 4943.1", "IEC 62560", "ISO 22000", "GB/T 19001", "EN 590")
SCHEMES = (
    ("出口绿色通道", "green channel"), ("优先查验措施", "priority inspection"), ("便利通关试点", "clearance pilot"),
    ("AEO互认便利措施", "AEO facilitation"), ("预裁定试点", "advance ruling pilot"),
)  # fmt: skip
ACTS = (
    ("出口便利措施", "export facilitation"), ("进口检验要求", "import inspection"), ("税则归类", "tariff classification"),
    ("许可证管理", "licensing"), ("反倾销调查", "the anti-dumping inquiry"), ("单证要求", "documents required"),
    ("境外生产企业注册", "registration of overseas producers"), ("征求意见", "a consultation"),
)  # fmt: skip
FILLERS = (
    ("各直属海关应当加强政策宣传，及时解答企业咨询，并于每季度末报送第{a}项工作的进展情况。",
     "Regional offices explain these arrangements to traders and report on item {a} at the end of each quarter."),
    ("企业可以通过国际贸易“单一窗口”第{a}模块办理，系统自受理之日起{b}个工作日内反馈结果。",
     "Traders apply through module {a} of the single window, which answers within {b} working days."),
    ("申报时应当如实填报品名、规格型号、成分含量及用途，规格栏按编号{a}至{b}的顺序填写。",
     "The declaration states name, model, composition and use, in the order of fields {a} to {b}."),
    ("已按原规定办理的，在第{b}个自然日之前仍可使用原凭证，逾期由主管海关第{a}科室重新核发。",
     "Papers issued under the former rules stay valid for {b} days; office {a} replaces them afterwards."),
    ("检验机构应当保存抽样记录不少于{b}个月，样品编号以{a}开头，不得涂改。",
     "Inspection bodies keep sampling records for {b} months; the numbers of samples begin with {a}."),
    ("对首次抽检不合格的批次，实施{b}批加严监管，连续合格的恢复正常比例{a}。",
     "After a failed sample the next {b} lots are inspected more strictly, then the usual share of {a} applies."),
    ("有关技术文件可以用中文或者英文提交，总页数超过{a}页的应当附目录，并按第{b}号格式装订。",
     "Technical files are accepted in either language; above {a} pages they carry a table of contents in format {b}."),
    ("运输工具负责人应当提前{b}小时传输舱单数据，数据项代码为{a}。",
     "The carrier sends manifest data {b} hours ahead, under data element {a}."),
    ("对低风险货物可以凭附件第{a}号承诺书先行提离，查验改为在目的地第{b}监管场所进行。",
     "Low-risk goods leave on undertaking {a} and are examined at the place of destination, site {b}."),
    ("联合惩戒名单内的企业不适用前款，名单每{b}个月更新一次，编号{a}。",
     "Firms on the joint list, updated every {b} months under number {a}, are not covered by this paragraph."),
    ("主管部门每年第{b}季度组织评估，评估报告编号{a}，并向社会公布。",
     "The authority reviews the measure every year in quarter {b}, and publishes report {a}."),
    ("收发货人对编号{a}的决定不服的，可以自收到之日起{b}日内申请行政复议。",
     "A trader who disagrees with decision {a} may ask for a review within {b} days of its receipt."),
)  # fmt: skip
OUTLOOK = (
    ("本公告由{issuer}负责解释。", "The {issuer} decides how this notice is to be read."),
    ("特此公告。", "This notice is published for general information."),
    ("附件：商品清单及填报说明。", "Annex: list of goods and how to declare them."),
)
