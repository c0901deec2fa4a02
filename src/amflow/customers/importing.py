"""Bringing customers and leads in."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from amflow.book import derived_columns, values
from amflow.book.change import dated
from amflow.book.store import Row
from amflow.customers import changes as customer_changes
from amflow.customers.identity import firms, same
from amflow.customers.identity.merged import MergedAway
from amflow.errors import Refused
from amflow.files.import_.cells import MOST_KNOWN, Reject, RowRead
from amflow.files.import_.column_map import FieldRule
from amflow.files.import_.fields import CURRENCY, LANDLINES, UID, RecordKind, a_field, aliases
from amflow.files.import_.writer import ADDED, COMING, UNCHANGED, UPDATED, Job, Later, RowWriter, new, said
from amflow.locale import _, listed, ngettext

MOST_NAMED = 5
"""So many of those who are called otherwise now, or taken for firms, are named."""

CUSTOMER = RecordKind(
    "customer",
    "customer",
    "customers",
    ("name",),
    (
        UID,
        a_field(
            "name",
            headings=(
                *("姓名", "名称", "客户", "客户名称", "客户姓名", "户名", "客户名", "客户全称", "客户全名"),
                *("单位全名", "往来单位", "往来单位名称", "商户名称", "门店名称", "终端名称", "联系人", "联系人姓名"),
                *(
                    "full name",
                    "display name",
                    "显示名称",
                    "customer",
                    "customer name",
                    "client",
                    "client name",
                    "contact",
                    "contact person",
                ),
            ),
        ),
        a_field("kind", "word", ("类型",), words=aliases("person=个人", "organisation=organization=company=企业=单位")),
        # No column: who is there already becomes a customer or a lead by the commands for it.
        a_field("status", "word", ("状态",), column="", words=aliases("customer=客户", "lead=潜在客户=线索")),
        a_field(
            "salutation",
            "word",
            ("称呼", "称谓", "性别", "gender", "sex"),
            words=aliases("ms=女士=女=小姐=太太=f=female=ms.=mrs=mrs.=miss", "mr=先生=男=m=male=mr."),
        ),
        a_field(
            "phone",
            headings=(
                *("电话", "手机", "手机号", "手机号码", "联系电话", "电话号码", "移动电话", "電話", "手機", "手机电话"),
                *("联系方式", "联系手机", "mobile", "telephone", "phone number", "mobile phone", "cell", "cell phone"),
                *("mobile number", "tel", *LANDLINES),
            ),
        ),
        a_field(
            "email",
            headings=(
                "邮箱",
                "電郵",
                "电子邮箱",
                "电子邮件",
                "邮件",
                "e-mail",
                "mail",
                "e-mail address",
                "email address",
            ),
        ),
        a_field("address", headings=("地址", "联系地址", "家庭住址", "家庭地址", "住址", "通讯地址", "单位地址")),
        a_field(
            "organisation",
            "customer",
            (
                *("单位名称", "单位", "公司", "公司名称", "工作单位", "所在单位", "企业名称"),
                *("company", "company name", "organization"),
            ),
            column="organisation_id",
        ),
        a_field("role", headings=("职务", "职位", "title", "position")),
        a_field(
            "tier",
            "word",
            (
                "等级",
                "级别",
                "客户等级",
                "客户级别",
                "客户层级",
                "层级",
                "贵宾等级",
                "会员等级",
                "卡等级",
                "卡种",
                "level",
                "grade",
            ),
            words=aliases(
                "diamond=钻石=钻",
                "platinum=白金",
                "gold=黄金=金=vip",
                "silver=白银=银=普银",
                "standard=普通=一般=普=大众=basic=normal",
            ),
            known="tiers",
        ),
        a_field("intent", "word", ("意向",), known="intents"),
        a_field("source", "word", ("来源",), known="sources"),
        a_field("signal", "word", ("信号",), known="signals"),
        a_field("segment", "word", ("客群",), known="segments"),
        a_field("referrer", "customer", ("介绍人", "推荐人"), column="referrer_id"),
        a_field(
            "impression",
            "long",
            ("备注", "備註", "印象", "描述", "note", "notes", "remark", "remarks", "comment", "comments"),
        ),
        a_field(
            "birthday", "birthday", ("生日", "出生日期", "出生年月日", "出生年月", "date of birth", "birth date", "dob")
        ),
        a_field(
            "assets",
            "money",
            (
                *(
                    "资产",
                    "总资产",
                    "资产余额",
                    "资产总额",
                    "资产规模",
                    "金融资产",
                    "客户资产",
                    "管理资产",
                    "月日均资产",
                ),
                *("aum", "aum余额", "aum值", "aum月日均", "月日均aum", "时点aum", "资产合计", "total assets"),
            ),
            column="assets_minor",
            signed=True,
        ),
        CURRENCY,
        a_field("no_contact", "flag", ("勿扰",)),
        a_field("no_call", "flag", ("勿电", "不接电话")),
        a_field("quiet_from", "time", ("免打扰开始",)),
        a_field("quiet_until", "time", ("免打扰结束",)),
        a_field("language", "word", ("语言",), words=aliases("zh=中文=chinese", "en=英文=英语=english")),
        a_field("added_on", "date", ("建档日期", "开户日期", "开户日", "建档时间", "customer since", "client since")),
        a_field("line", headings=("线路", "所属线路", "拜访线路", "route")),
        a_field("stop", "count", ("线路顺序", "拜访顺序")),
        a_field("family", headings=("last name", "surname", "family name", "姓", "姓氏"), column=""),
        a_field("given", headings=("first name", "given name", "forename", "名", "名字"), column=""),
        a_field("middle", headings=("middle name", "additional name", "中间名"), column=""),
        a_field("anyway", "flag", ("照样", "仍然添加"), column=""),
    ),
)


class Customers(RowWriter):
    """A customer is known by its key, else by name and phone together."""

    kind = CUSTOMER

    def begin(self, rows: Callable[[], Iterable[RowRead]]) -> None:
        """Remember who of those that are named is in the file: a customer may name one that comes later."""
        self._moved: set[int] = set()
        self._renamed: list[str] = []
        self._maybe: Row | None = None
        """Who the row at hand may be, when it is nobody for sure."""
        self._merged = MergedAway(self.book)
        self._parts = self._alone = 0
        """How many rows are of those merged into somebody, and how many name only a firm."""
        self._firms = 0
        self._first_firms: list[str] = []
        whole = self.rules.get("name")
        # Where a file does not say what its customers are, a name may: `Rohr GmbH` is no person.
        self._names_tell = "kind" not in self.rules and whole is not None and not any(whole.parts)
        if self._names_tell and (kind := self.kind.field("kind")):
            self.rules["kind"] = FieldRule(kind)
        self._values: dict[tuple[str, str], str] = {}
        self._names: Counter[str] = Counter()
        self._keys: set[str] = set()
        between = [field for field in self.whose if field in self.rules]
        if between:
            named = {row.given[field] for row in rows() for field in between if row.given.get(field)}
            folded = {values.folded_name(name) for name in named}
            for row in rows():
                name = values.folded_name(row.given.get("name") or "")
                if name in folded:
                    self._names[name] += 1
                if row.key in named:
                    self._keys.add(row.key)
        self._waiting = Counter(self._names)

    def write(self, row: RowRead) -> str:
        """Put the row into the book; a customer whose name is a firm's is an organisation, unless the file says otherwise."""
        name = row.given.get("name") or ""
        if self._merged.into(self._described(row), row.given.get("uid") or "", (self.job.map.source, row.key)):
            self._parts += 1
            return UNCHANGED
        if self.job.map.signature and not name and row.given.get("organisation"):
            return self._firm_alone(row)
        firm = self._names_tell and not row.given.get("organisation") and firms.is_firm(name)
        done = super().write(row._replace(fresh={"kind": "organisation", **row.fresh}) if firm else row)
        if firm and self._adding:
            self._firms += 1
            if len(self._first_firms) < MOST_NAMED:
                self._first_firms.append(name)
        return done

    def passed(self, row: RowRead) -> None:
        """The row was taken or refused."""
        self._keys.discard(row.key)
        if self._waiting and row.given.get("name"):
            self._waiting[values.folded_name(row.given["name"])] -= 1

    def alike(self, row: RowRead) -> list[Row]:
        """The customers that the row is (`identity.same`). A key that is new takes over only one that it cannot mistake:
        with a phone or mail, or an organisation."""
        who, firm = self._described(row), row.given.get("organisation")
        number = self.there("organisation", firm) or COMING if firm else None
        found = same.look_for(self.book, who._replace(organisation_id=number))
        self._maybe = found.maybe
        if not row.key:
            return found.sure
        return [one for one in found.sure if one["phone_key"] or one["email"] or one["kind"] == "organisation"]

    @staticmethod
    def _described(row: RowRead) -> same.Described:
        """Whom the row describes, but for the organisation."""
        told = {**row.fresh, **row.given}
        name, phone, email, kind = (told.get(field) or "" for field in ("name", "phone", "email", "kind"))
        return same.Described(name, phone, email, kind)

    def _firm_alone(self, row: RowRead) -> str:
        """Another program's contact that has no name stands for its firm: what the firm has not yet is filled in."""
        before, number = self.created, self.reference("organisation", row.given["organisation"])
        found = self.book.get("customer", number) if number else None
        if found is None:
            raise Reject(_("{name} is blank").format(name=self.rules["name"].column or "name"))
        blank = [field for field in ("phone", "email", "address") if row.given.get(field) and not found[field]]
        told = derived_columns.of_customer(self.columns(row, *blank))
        changed = bool(told) and customer_changes.write(self.desk, self.change, found, told)
        self._alone += 1
        added, self.created = self.created > before, before
        return ADDED if added else UPDATED if changed else UNCHANGED

    def add(self, row: RowRead) -> int:
        """Add the customer: today, unless the file says when. Raises Reject, Usage."""
        row = self.with_fresh(row)
        told = {**self._told(row), **self._references(row)}
        told["added_on"] = told.get("added_on") or self.today
        customer_changes.prepare(self.desk, told, None)
        if not (row.key or row.given.get("anyway")):
            # A key of another program tells namesakes apart; without one they are no accident only where the row says so.
            try:
                self.refuse_same(row, told)
            except Refused as refusal:
                raise said(refusal, "anyway") from refusal
        told["profile"] = self._profile(row, "{}")
        told = dated(told, "{}", "{}", self.today)
        return self.put_new(row, {**self.come(row, told), **self.keyed(row)})

    def refuse_same(self, row: RowRead, fields: dict[str, Any]) -> None:
        """Raises Refused for somebody who seems to be in the book already."""
        customer_changes.refuse_same(fields["name"], self._maybe)

    def put_new(self, row: RowRead, fields: dict[str, Any]) -> int:
        """Write somebody new and give the number."""
        return customer_changes.add(self.desk, self.change, fields)

    def update(self, row: RowRead, found: Row) -> bool:
        """Bring the customer up to date."""
        if found["status"] == "removed":
            raise Reject(_("c{id} was removed from the book").format(id=found["id"]))
        told = self._told(row)
        if told.get("added_on", "") is None:
            del told["added_on"]
        told["profile"] = self._profile(row, found["profile"])
        if found["id"] in self._merged.survivors and same.same_phone(found, told.get("phone") or ""):
            # The phones of both stay joined.
            told = {name: value for name, value in told.items() if not name.startswith("phone")}
        changes = new(found, {**told, **self._references(row), **self.keyed(row)})
        customer_changes.prepare(self.desk, changes, found)
        if "name_key" in changes and not row.key:
            self._renamed.append(f"{found['name']} → {changes['name']} (c{found['id']})")
        if "added_on" in changes:
            self._moved.add(found["id"])
        if "profile" in changes:
            changes = dated(changes, found["profile"], found["profile_on"], self.today)
        return bool(changes) and customer_changes.write(self.desk, self.change, found, self.come(row, changes))

    @classmethod
    def told_apart(cls, job: Job, ids: list[int], beside: tuple[str, ...]) -> list[int]:
        """Those of several namesakes whom a phone, a mail and an organisation can mean."""
        return same.told_apart(job.desk.book, ids, *beside)

    @classmethod
    def named(cls, job: Job, name: str, kind: str, key: dict[str, str]) -> int:
        """Somebody whom another row names."""
        return customer_changes.add(
            job.desk, job.change, derived_columns.of_customer({"name": name, "kind": kind, **key})
        )

    def finish(self) -> None:
        """Bring the kept columns up to date where the day of their coming has changed."""
        derived_columns.after_many(self.book, self.change, self._moved)
        if self._renamed:
            more = len(self._renamed) - MOST_NAMED
            names = self._renamed[:MOST_NAMED]
            names += [ngettext("and {n} more", "and {n} more", more).format(n=more)] if more > 0 else []
            words = _("known by their phone or mail, and called as the file has it: {names}")
            self.notes.append(words.format(names=_("; ").join(names)))
        if self._parts:
            words = ngettext(
                "{n} row is of somebody who was merged into another, and changes nothing",
                "{n} rows are of people who were merged into others, and change nothing",
                self._parts,
            )
            self.notes.append(words.format(n=self._parts))
        if self._alone:
            words = ngettext(
                "{n} row names nobody but a firm, and was taken for the firm",
                "{n} rows name nobody but a firm, and were taken for the firm",
                self._alone,
            )
            self.notes.append(words.format(n=self._alone))
        if self._firms:
            self.notes.append(
                ngettext(
                    "{n} name is a firm's, and was taken as an organisation: {names} (a column kind says otherwise)",
                    "{n} names are those of firms, and were taken as organisations: {names} (a column kind says otherwise)",
                    self._firms,
                ).format(names=listed(self._first_firms) + "…" * (self._firms > MOST_NAMED))
            )

    def _told(self, row: RowRead) -> dict[str, Any]:
        told = self.columns(row, *self.plain)
        if told.get("name") == "":
            del told["name"]
        if told.get("kind") == "":
            del told["kind"]
        if told.get("assets_minor") is not None:
            told["currency"] = told.get("currency") or self.currency
        return derived_columns.of_customer(told)

    def _profile(self, row: RowRead, before: str) -> str:
        from json import dumps, loads

        mine = {rule.field.key for rule in self.job.map.profile}
        told = {**{key: value for key, value in row.given.items() if key in mine}, **row.profile}
        if not told:
            return before
        told = {key: value and self._kept(key, value) for key, value in told.items()}
        was = loads(before)
        kept = {key: value for key, value in {**was, **told}.items() if value}
        return before if kept == was else dumps(kept, ensure_ascii=False)

    def _kept(self, key: str, value: str) -> str:
        """What a field of the file keeps of that value. The same few come again and again: each is worked out once. Raises
        Usage."""
        known = self._values.get((key, value))
        if known is None:
            known = customer_changes.field_value(self.desk.playbook, key, value)
            if len(self._values) < MOST_KNOWN:
                self._values[key, value] = known
        return known

    def _references(self, row: RowRead) -> dict[str, int | None]:
        """Who the row names, by column. Raises Reject for one who is nowhere, Later for one who is still to come."""
        named = {field: row.given[field] for field in self.whose if field in row.given}
        for field, name in named.items():
            if name:
                self._there(row, field, name)
        return {self.rules[field].field.column: self.number(field, name) for field, name in named.items()}

    def _there(self, row: RowRead, field: str, name: str) -> None:
        rule = self.rules[field]
        column, by_key = rule.column or field, rule.by == "key"
        folded = values.folded_name(name)
        if name == row.key if by_key else folded == values.folded_name(row.given.get("name", "")):
            raise customer_changes.not_their_own(row.given.get("name") or name)
        if not by_key and self._names[folded] > 1:
            raise Reject(
                _("{column}: the file has {n} called “{name}”").format(column=column, n=self._names[folded], name=name)
            )
        if name in self._keys if by_key else self._waiting[folded] > 0:
            raise Later
        self.sure(field, name)
