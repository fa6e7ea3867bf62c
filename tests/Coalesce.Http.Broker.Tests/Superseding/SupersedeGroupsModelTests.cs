using Coalesce.Http.Broker.Messages;
using Coalesce.Http.Broker.Superseding;
using CsCheck;

namespace Coalesce.Http.Broker.Tests.Superseding;

/// <summary>Random requests that come, get their heads, follow and leave, in groups of two users, against a plain list of what each must be.</summary>
public sealed class SupersedeGroupsModelTests
{
    private static readonly KeyRules Rules = new([], [], ["Authorization"]);

    private static readonly Gen<(int Op, int Pick, int Uri, int Mode)[]> Schedules =
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 999], Gen.Int[0, 3], Gen.Int[0, 7]).Array[1, 40];

    [Fact]
    public void AnySchedule_AsTheModel() => Schedules.Sample(steps => new Run().Play(steps), iter: 10_000);

    [Fact(Explicit = true)]
    [Trait("Category", "Long")]
    public void ManySchedules_AsTheModel() => Schedules.Sample(steps => new Run().Play(steps), iter: 200_000);

    private sealed class Run
    {
        private readonly SupersedeGroups _groups = new();
        private readonly List<Entry> _entries = [];
        private int _generations, _lines;

        public void Play(IEnumerable<(int Op, int Pick, int Uri, int Mode)> steps)
        {
            foreach (var (op, pick, uri, mode) in steps)
            {
                if (op < 5 || _entries.Count == 0) Enter(new Asked(pick % 2, uri, pick % 5 == 0), (SupersedeMode)(mode % 3));
                else if (op < 7) Head(_entries[pick % _entries.Count]);
                else if (op < 8 && pick % 3 > 0) Leave(_entries[pick % _entries.Count]);
                else if (op < 8) Current(pick % 2).ForEach(Leave);
                else Follow(_entries[pick % _entries.Count]);
                Check();
            }
            foreach (var entry in _entries) Leave(entry);
            // Nobody is left: whoever comes supersedes none.
            Enter(new Asked(0, 99, false), SupersedeMode.First);
            Enter(new Asked(1, 99, false), SupersedeMode.First);
        }

        private void Enter(Asked asked, SupersedeMode mode)
        {
            var current = Current(asked.User);
            var joins = current.Count > 0 && current[0].Asked == asked;
            if (current.Count > 0 && !joins && mode == SupersedeMode.First)
            {
                Assert.Throws<RequestSupersededException>(() => Send(asked, mode, out _));
                return;
            }
            var member = Send(asked, mode, out var superseded);
            var line = current.Count > 0 ? current[0].Line : new Line(++_lines);
            line.Newest = asked;
            _entries.Add(new Entry(asked, member, line, joins ? current[0].Generation : ++_generations));
            if (joins) return;
            foreach (var older in current)
            {
                older.IsCurrent = false;
                var follows = mode == SupersedeMode.Follow && older.Asked.Other == asked.Other;
                if (follows && older.HasHead) continue; // keeps its answer
                older.IsRecalled = true;
                older.IsToFollow = follows;
            }
            Assert.Equal(current.Where(older => older.IsRecalled).Select(older => older.Member), superseded);
        }

        private void Head(Entry entry)
        {
            if (entry.HasHead) return;
            entry.HasHead = !entry.IsToFollow;
            Assert.Equal(entry.HasHead, _groups.TryKeepHead(entry.Member));
        }

        private void Leave(Entry entry)
        {
            entry.IsCurrent = false;
            _groups.Leave(entry.Member);
        }

        private void Follow(Entry entry)
        {
            if (!entry.IsToFollow || entry.HasFollowed) return;
            var line = LineOf(entry);
            if (line.Newest.Other != entry.Asked.Other)
            {
                Assert.Throws<RequestSupersededException>(() => _groups.Follow(entry.Member, out _));
                return;
            }
            var current = Current(entry.Asked.User);

            var member = _groups.Follow(entry.Member, out var isAlone);

            Assert.Equal(current.Count == 0, isAlone);
            Assert.Equal(line.Newest.Target, member.Uri);
            Assert.Equal(line.Newest.Key(), member.Request);
            entry.HasFollowed = true;
            _entries.Add(new Entry(line.Newest, member, line, isAlone ? ++_generations : current[0].Generation));
        }

        private Line LineOf(Entry entry) => Current(entry.Asked.User) is [var other, ..] ? other.Line : entry.Line;

        private void Check()
        {
            foreach (var entry in _entries)
            {
                Assert.Equal(entry.IsRecalled, entry.Member.Recall.Reason is not null);
                Assert.Equal(entry.IsToFollow, entry.Member.IsToFollow);
            }
            foreach (var user in (ReadOnlySpan<int>)[0, 1]) Assert.True(Current(user).Select(entry => entry.Asked).Distinct().Count() <= 1);
        }

        private List<Entry> Current(int user) => [.. _entries.Where(entry => entry.IsCurrent && entry.Asked.User == user)];

        private SupersedeMember Send(Asked asked, SupersedeMode mode, out IReadOnlyList<SupersedeMember> superseded)
        {
            var key = asked.Key();
            return _groups.Enter(new SupersedeKey("g", key, Rules), key, asked.Target, mode, out superseded);
        }
    }

    private sealed record Asked(int User, int Number, bool Other)
    {
        public Uri Target { get; } = new($"http://stub/{Number}");

        public RequestKey Key()
        {
            var request = new HttpRequestMessage(HttpMethod.Get, Target);
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {User}");
            if (Other) request.Headers.TryAddWithoutValidation("Accept", "text/plain");
            return new RequestKey(new RequestProbe(request, Rules, Partition.One, null, null));
        }
    }

    /// <summary>From the first request of a user until all have ended.</summary>
    private sealed record Line(int Number)
    {
        public Asked Newest { get; set; } = null!;
    }

    private sealed class Entry(Asked asked, SupersedeMember member, Line line, int generation)
    {
        public Asked Asked => asked;

        public SupersedeMember Member => member;

        public Line Line => line;

        public int Generation => generation;

        public bool IsCurrent { get; set; } = true;

        public bool IsRecalled { get; set; }

        public bool HasHead { get; set; }

        public bool HasFollowed { get; set; }

        public bool IsToFollow { get; set; }
    }
}
