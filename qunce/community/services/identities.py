"""Who is meant by a name or an id: finding and making people while talk streams in."""

from collections.abc import Iterable

from django.db.models import Q

from qunce.base.tenancy.models import Workspace
from qunce.community.models import Identity, Person
from qunce.community.search import search_text
from qunce.kernel import clock
from qunce.kernel.names import fold_name, shown_name
from qunce.kernel.records import Name

Known = tuple[int, int, int]  # identity id, person id, origin id


class Resolver:
    """Names → identities for one group, remembered for the length of an import.

    An id is one person in the whole workspace; a bare name is one person within its group. A name seen beside
    an id becomes an alias of that person where nobody else bears it, so that system lines and other exports
    that carry names only meet the same person.
    """

    def __init__(self, workspace: Workspace, group_id: int, own_name: str = "") -> None:
        self.workspace_id = workspace.pk
        self.group_id = group_id
        self.own_name = own_name
        self._by_id: dict[str, Known] = {}
        self._by_name: dict[str, Known] = {}
        self._met: dict[Name, Known] = {}
        self._unmet: set[str] = set()  # ids of the present batch that are nobody's yet
        self.created: list[int] = []
        self._pseudonym = workspace.pseudonym
        self._erased: dict[str, Known] = {
            value: (pk, person, origin)
            for value, pk, person, origin in Identity.objects.filter(
                # A bare name is one person in its group only: a namesake elsewhere is somebody else.
                Q(kind="id") | Q(group_id=group_id),
                workspace=workspace,
                person__erased_at__isnull=False,
            ).values_list("value", "id", "person_id", "origin_id")
        }
        self.erased_people = {known[1] for known in self._erased.values()}
        for row in Identity.objects.filter(group_id=group_id, kind="name").values_list(
            "value", "id", "person_id", "origin_id"
        ):
            self._by_name[row[0]] = (row[1], row[2], row[3])

    def foresee(self, names: Iterable[Name]) -> None:
        """Look up the ids of a batch at once, instead of one by one when each is met."""
        wanted = list({name.id for name in names if name.id} - self._by_id.keys())
        self._unmet = set()
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            rows = Identity.objects.filter(
                workspace_id=self.workspace_id, kind="id", value__in=[value[:160] for value in part]
            ).values_list("value", "id", "person_id", "origin_id")
            found = {value: (pk, person, origin) for value, pk, person, origin in rows}
            for value in part:
                if known := found.get(value[:160]):
                    self._by_id[value] = known
                else:
                    self._unmet.add(value)

    def find(self, name: Name) -> Known | None:
        """Who this is, if known; nobody is made."""
        if name.self_ and not name.id:
            name = Name(self.own_name or name.shown)
        if name.id:
            return self._id(name.id)
        return self._by_name.get(fold_name(name.shown))

    def resolve(self, name: Name) -> Known:
        """Who this is, made when new. Raises ValueError for a name that is empty once cleaned."""
        if name.self_ and not name.id:
            name = Name(self.own_name or name.shown)
        if name in self._met:
            return self._met[name]
        known = self._met[name] = self._named(name) if not name.id else self._with_id(name)
        return known

    def _named(self, name: Name) -> Known:
        folded = fold_name(name.shown)
        known = self._by_name.get(folded)
        if known is None:
            known = self._by_name[folded] = self._make("name", folded, shown_name(name.shown) or "?")
        return known

    def _with_id(self, name: Name) -> Known:
        folded = fold_name(name.shown)
        known = self._id(name.id)
        if known is None:
            namesake = self._by_name.get(folded)
            if namesake is not None and not self._has_id(namesake[1]):
                known = self._attach("id", name.id, namesake, shown_name(name.shown))
            else:
                known = self._make("id", name.id, shown_name(name.shown) or name.id)
            self._by_id[name.id] = known
        for alias in {folded, *(fold_name(n) for n in (name.nickname, name.remark, name.group_nickname) if n)}:
            if alias and alias not in self._by_name:
                erased = self._erased_bearer(alias)
                self._by_name[alias] = erased or self._attach("name", alias, known, shown_name(name.shown))
        return known

    def rename(self, known: Known, new: str) -> bool:
        """The person is called ``new`` from now on. False when somebody else already is."""
        self._met.clear()
        folded = fold_name(new)
        other = self._by_name.get(folded)
        if other is not None:
            return other[1] == known[1]
        self._by_name[folded] = self._attach("name", folded, known, shown_name(new))
        return True

    def _id(self, value: str) -> Known | None:
        known = self._by_id.get(value)
        if known is None and value not in self._unmet:
            row = (
                Identity.objects.filter(workspace_id=self.workspace_id, kind="id", value=value[:160])
                .values_list("id", "person_id", "origin_id")
                .first()
            )
            if row is not None:
                known = self._by_id[value] = (row[0], row[1], row[2])
        return known

    def _has_id(self, person_id: int) -> bool:
        return Identity.objects.filter(person_id=person_id, kind="id").exists()

    def _make(self, kind: str, value: str, shown: str) -> Known:
        if self._erased:
            known = self._erased.get(self._pseudonym(f"{kind}:{value}"))
            if known is not None:
                return known
        person = Person.objects.create(
            workspace_id=self.workspace_id,
            name=shown,
            search=search_text(shown),
            created_at=clock.timestamp(),
        )
        self.created.append(person.pk)
        return self._attach(kind, value, (0, person.pk, person.pk), shown)

    def _erased_bearer(self, folded: str) -> Known | None:
        return self._erased.get(self._pseudonym(f"name:{folded}")) if self._erased else None

    def is_erased(self, name: str) -> bool:
        """Whether a bare name is that of somebody erased, in this group."""
        if not self._erased:
            return False
        known = self._by_name.get(fold_name(name))
        if known is not None:
            return known[1] in self.erased_people
        return self._erased_bearer(fold_name(name)) is not None

    def _attach(self, kind: str, value: str, to: Known, shown: str) -> Known:
        if to[1] in self.erased_people:
            value, shown = self._pseudonym(f"{kind}:{value}"), ""
        identity = Identity.objects.create(
            workspace_id=self.workspace_id,
            person_id=to[1],
            origin_id=to[2],
            kind=kind,
            value=value[:160],
            group_id=self.group_id if kind == "name" else None,
            shown=shown[:160],
            created_at=clock.timestamp(),
        )
        return identity.pk, to[1], to[2]
