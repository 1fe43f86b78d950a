"""The words by which a table's header and its kind column are understood, Chinese and English.

Words are folded as ``columns.fold`` does: lower case, half width, no spaces, no units.
"""

# ruff: noqa: E501 - one field a line

MESSAGE_WORDS: dict[str, str] = {
    "time": "时间 发送时间 消息时间 日期时间 聊天时间 发言时间 time timestamp datetime createtime strtime sendtime msgtime sentat createdat date",
    "date": "日期 发送日期 day",
    "clock": "时刻 时分 钟点 clock hour",
    "sender": "发送人 发送者 发言人 发信人 说话人 昵称 发送者昵称 用户 姓名 成员 名字 sender sendername nick name from user username author speaker who",
    "sender_id": "发送者微信id 发送者id 发送人id 微信号 微信id wxid userid senderid uid openid qq qq号",
    "nickname": "微信昵称 nickname",
    "remark": "备注 发送者备注 remark",
    "group_nickname": "群昵称 群名片 groupnickname",
    "text": "内容 消息内容 消息 聊天内容 发言内容 正文 文本 text content message msg body strcontent",
    "kind": "类型 消息类型 种类 kind type msgtype event",
    "talker": "群 群名 群聊 群名称 群组 会话 所属群 group room chat channel talker talkername conversation",
    "message_id": "消息id 消息编号 msgid messageid msgsvrid id",
    "reply_to": "回复id 引用id replyto replytoid",
    "quote_name": "引用人 被引用人 quotename",
    "quote_text": "引用内容 被引用内容 quotetext",
}
MEMBER_WORDS: dict[str, str] = {
    "name": "姓名 名字 称呼 客户 客户名称 客户姓名 成员 会员姓名 提交者 填写人 群成员 名称 name customer member fullname displayname",
    "group_nickname": "群昵称 群内昵称 群名片 本群昵称 groupnickname groupname",
    "nickname": "昵称 微信昵称 微信名 nick nickname",
    "remark": "备注 备注名 remark",
    "wxid": "微信号 微信id wxid username userid wechat wechatid openid externaluserid 外部联系人id 外部联系人userid unionid",
    "role": "角色 身份 群身份 群角色 role",
    "member_id": "会员号 会员id 会员编号 会员卡号 卡号 客户编号 客户id 编号 memberid membershipid customerid id",
    "phone": "手机 手机号 手机号码 电话 联系电话 联系方式 phone mobile tel telephone",
    "joined": "入群时间 进群时间 加入时间 入群日期 进群日期 加群时间 joined jointime joinedat",
    "scene": "入群方式 进群方式 加入方式 来源 入群来源 joinscene scene source",
    "inviter": "邀请人 邀请者 推荐人 介绍人 inviter invitedby referrer",
    "spent": "消费金额 累计消费 消费 消费总额 总消费 成交金额 累计金额 金额 实付 实付金额 spent amount totalspent revenue gmv total",
    "orders": "订单数 消费次数 下单次数 订单数量 购买次数 累计订单 orders ordercount purchases",
    "last_order": "最近下单 最近消费 最近下单时间 最近消费时间 最后下单时间 最后消费时间 上次消费 最近购买 lastorder lastorderat lastpurchase",
    "tags": "标签 客户标签 分组 tags tag labels label",
    "talker": "群 群名 群聊 所在群 所属群 群名称 group room",
}  # fmt: skip

KIND_WORDS: dict[str, str] = {
    "text": "text message msg speech say 文本 文字 文本消息 引用 引用消息 消息 发言 action emote 1",
    "image": "image photo picture 图片 图片消息 照片 3",
    "voice": "voice audio 语音 语音消息 34",
    "video": "video 视频 视频消息 小视频 43",
    "file": "file 文件 文件消息",
    "sticker": "sticker emoji 表情 表情包 动画表情 47",
    "link": "link 链接 卡片式链接 图文消息 音乐 49",
    "location": "location 位置 位置消息 48",
    "card": "card contact 名片 名片消息 42",
    "red_packet": "redpacket 红包 红包卡片",
    "transfer": "transfer 转账 转账卡片",
    "call": "call 通话 语音通话 视频通话 50",
    "mini_program": "miniprogram weapp 小程序 小程序分享",
    "forward": "forward 聊天记录 合并转发 聊天记录合并转发",
    "chain": "chain 接龙 群接龙",
    "pat": "pat tickle 拍一拍 拍一拍消息",
    "announcement": "announcement 公告 群公告",
    "system": "system sys 系统 系统消息 10000 10002",
    "recalled": "recall recalled revoke 撤回 撤回消息",
    "joined": "join joined 进群 入群 加入 加群 进入群聊",
    "left": "part leave left 退群 离开 退出 离群",
    "removed": "kick kicked removed 踢出 移出 被移出",
    "member_renamed": "nick rename renamed 改名 修改昵称 修改群昵称",
    "group_renamed": "topic grouprenamed 修改群名 改群名",
    "ignore": "quit disconnect notice noticebot bot mode other ignore 掉线 下线 机器人 忽略 其他 其它",
}
