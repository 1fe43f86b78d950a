import pytest, time, pickle
from qunce.base.jobs.worker import drain
from qunce.base.verdicts.models import StoredVerdict
from qunce.community.models import Message, Group
from qunce.demo import services as demo
from qunce.demo.expected import expected
from qunce.demo.world import build
from qunce.kernel import clock

@pytest.mark.django_db
def test_probe():
    until = 1_795_140_000
    import datetime
    t0=time.time()
    with clock.fixed(until+60):
        ws = demo.load("small", demo.SEED, until)
        drain()
        print("load", time.time()-t0)
        truth = expected(build("small", demo.SEED, until))
        msgs = {}
        rows=list(Message.objects.filter(workspace=ws).select_related("group","identity__person").order_by("sent_at","id"))
        for m in rows:
            msgs.setdefault((m.group.name, m.identity.shown or m.identity.person.name, m.text.strip()), []).append(m)
        v = {int(x.subject_ref): x for x in StoredVerdict.objects.filter(workspace=ws, kind="desk.unanswered", state="standing")}
        cited = {}
        for x in v.values():
            for e in x.evidence:
                if e["kind"]=="message" and e.get("label") in ("the question","the first call","asked again","wants to know the same"):
                    cited.setdefault(e["ref"], x)
        byid={m.pk:m for m in rows}
        order={m.pk:i for i,m in enumerate(rows)}
        from collections import Counter
        c=Counter(); bad=[]; seen=set()
        for q in truth.questions:
            cand = msgs.get((q.asked.group,q.asked.sender,q.asked.text.strip()),[])
            m = min(cand, key=lambda m: abs(m.sent_at-q.asked.at), default=None)
            if m is None: c["nomsg"]+=1; bad.append(("nomsg",q)); continue
            x = cited.get(m.pk)
            got = x.decision if x else "none"
            if x: seen.add(x.pk)
            c[(q.decision,got)]+=1
            ok = got==q.decision or (q.decision=="closed" and got in("answered","answered_late","self_answered"))
            if not ok:
                g=[r for r in rows if r.group_id==m.group_id]; i=[r.pk for r in g].index(m.pk)
                bad.append((q.decision,got,q.asked.group,[(r.pk==m.pk, r.identity.shown, r.sent_at-m.sent_at, r.text[:50], bool(r.identity.person.is_staff)) for r in g[i-2:i+9]], q.answer and (q.answer.text, q.answer.at-q.asked.at), x and [(e.get("label"), byid[e["ref"]].text[:40]) for e in x.evidence if e["kind"]=="message"], x and x.reasons[1]["msgid"]))
        print(c)
        for b in bad: 
            print("-----", b[0],"got",b[1:3]); 
            if len(b)>3:
                for l in b[3]: print("    ",l)
                print("   truth answer:",b[4]); print("   cited:",b[5], b[6])
        print("===== judged but no question in truth")
        social={(r.group,r.sender,r.text.strip()) for r in truth.social}; rhet={(r.group,r.sender,r.text.strip()) for r in truth.rhetorical}
        extra=Counter()
        for x in v.values():
            if x.pk in seen: continue
            m=byid[int(x.subject_ref)]; k=(m.group.name,m.identity.shown,m.text.strip())
            extra[(m.group.name,x.decision,"social" if k in social else "rhet" if k in rhet else "plain", m.text[:50])]+=1
        for k,n in sorted(extra.items()): print(n,k)
        print("===== answers cited near")
        near=Counter()
        for x in v.values():
            for e in x.evidence:
                if e.get("label")=="the answer" and e.get("approximate"): near[(byid[e["ref"]].text[:40], bool(byid[e["ref"]].identity.person.is_staff))]+=1
        for k,n in near.most_common(120): print(n,k)
        print("===== repeats")
        for x in StoredVerdict.objects.filter(workspace=ws, kind="desk.repeated", state="standing").order_by("group_id","rank"):
            print(x.group_id, x.data["times"], x.data["askers"], x.confidence, [ (byid[i[0]].text[:30],len(i)) for i in x.data["variants"]], byid[x.data["best"]].text[:40] if x.data["best"] else None)
        for (g,k),refs in truth.repeats.items():
            ids=[min(msgs[(r.group,r.sender,r.text.strip())], key=lambda m: abs(m.sent_at-r.at)).pk for r in refs if (r.group,r.sender,r.text.strip()) in msgs]
            print(g,k,len(refs),[byid[i].text for i in ids], [ (x.data["question"][:4]) for i in ids for x in StoredVerdict.objects.filter(kind="desk.repeated") if i in x.data["messages"]])
