"""The words that others have for options, verbs and commands: lists, by which a line that was typed otherwise is read."""

WORDS = tuple(
    one.split()
    for one in (
        "for customer client contact who whom person",
        "customer for client contact whom",
        "with together",
        "by who owner assignee",
        "name who whom title",
        "title name subject summary what words text",
        "at when date day time",
        "due when date day deadline by expected promised until",
        "expected due deadline close closing",
        "promised due deadline",
        "ordered date at",
        "bought date at",
        "from since after start",
        "to until before end",
        "day date",
        "words note comment remark memo text",
        "note comment remark memo text words",
        "note why reason",
        "why reason because note",
        "amount value sum worth price",
        "price amount cost",
        "units quantity qty count pieces number",
        "phone mobile tel telephone cell",
        "email mail e-mail",
        "tier level grade class",
        "state status",
        "kind type category",
        "last limit max top",
        "full all verbose long",
        "output out save",
        "next followup follow-up todo",
        "referrer introducer introduced-by brought-by by from",
        "colleague by from",
        "organisation organization 单位",
        "person 个人",
        "org company firm employer",
        "source channel from",
        "assets aum",
        "birthday birthdate dob born",
        "matures maturity expires until",
        "minutes duration length",
        "language lang",
        "product item goods",
        "dry-run dryrun preview",
        "force overwrite",
        "find search",
    )
)
"""An option, or what an argument is called, and the words that others have for it."""

VERBS = {
    **dict.fromkeys(("new", "create", "begin", "start", "新增", "添加", "新建"), "add"),
    **dict.fromkeys(("delete", "del", "rm", "删除"), "remove"),
    **dict.fromkeys(("update", "change", "modify", "修改"), "edit"),
    **dict.fromkeys(("ls", "all", "列表"), "list"),
    **dict.fromkeys(("view", "open", "get", "info", "查看"), "show"),
    **dict.fromkeys(("complete", "finish", "tick", "close", "完成"), "done"),
    **dict.fromkeys(("cancel", "abandon", "取消", "放弃"), "drop"),
    **dict.fromkeys(("postpone", "delay", "snooze", "reschedule", "改期", "推迟", "延期"), "move"),
    **dict.fromkeys(("search", "grep", "查找", "搜索", "查询"), "find"),
    **dict.fromkeys(("撤销", "撤回"), "undo"),
    **dict.fromkeys(("load", "导入"), "import"),
    **dict.fromkeys(("dump", "导出"), "export"),
    **dict.fromkeys(("draft", "起草"), "write"),
    "跳过": "skip", "重做": "redo", "历史": "history", "帮助": "help", "设置": "config", "初始化": "init",
}  # fmt: skip
"""Other words for verbs."""

BEGINS = {"case": "open", "message": "write", "target": "set"}
"""The nouns of which one is not added, and what is done instead."""

WHOLE = {
    "remind": "task add", "提醒": "task add", "remember": "note add", "记住": "note add",
    "backup": "book backup", "备份": "book backup", "offer": "deal add", "quote": "deal add", "报价": "deal add",
}  # fmt: skip
"""Verbs that are a noun and its verb."""
