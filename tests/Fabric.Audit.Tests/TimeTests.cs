namespace Fabric.Audit.Tests;

/// <summary>A single member dates its transactions as it likes, and everything of the others is still in the export of its period.</summary>
public sealed class TimeTests
{
    private static readonly Timestamp[] Impossible =
    [
        new() { Seconds = 0 },
        new() { Seconds = 4_102_444_800 },
        new() { Seconds = long.MaxValue },
        new() { Seconds = long.MinValue, Nanos = int.MinValue },
        new() { Seconds = -1, Nanos = -1 },
        new() { Seconds = 1_772_366_400, Nanos = int.MaxValue },
    ];

    [Fact]
    public void Verify_ThreeTransactionsAroundFifteen_HideNoneOfThem()
    {
        // What was seen: a transaction of 1970, one of 2100 and one of 2^63-1 seconds around another member's, endorsed by one alone.
        using var chain = new TestChain();
        Alone(chain, chain.Alpha, Impossible[0]);
        for (var i = 0; i < 15; i++)
        {
            chain.Add(new Draft(chain.Beta.Client, chain.Alpha.Peer, chain.Beta.Peer).Writes($"k{i}").At(TestChain.Begin.AddMinutes(i)));
            Alone(chain, chain.Alpha, Impossible[1 + (i % 2)]);
        }

        chain.Add(new Draft(chain.Beta.Client, chain.Alpha.Peer, chain.Beta.Peer).Writes("after").At(TestChain.Begin.AddHours(1)));
        var (first, last) = Search(chain, TestChain.Begin, TestChain.Begin.AddMinutes(15));
        (first, last).ShouldBe((0UL, 31UL));
        var report = TestChain.Verify(chain.Export(TestChain.Begin, TestChain.Begin.AddMinutes(15), first, last));
        report.Verdict.ShouldBe(ExportVerdict.Verified, string.Join("; ", report.Findings));
        report.DatedInPeriod.ShouldBe(15);
        TestChain.Verify(chain.Export(TestChain.Begin, TestChain.Begin.AddMinutes(15), 0, 2)).Findings
            .Select(finding => finding.Code).ShouldContain("PERIOD_NOT_COVERED");
    }

    [Fact]
    public void Clock_OnlyTimesThatNoMemberSetsAlone_Count()
    {
        using var chain = new TestChain();
        var later = TestChain.Begin.AddYears(1);
        Alone(chain, chain.Alpha, Timestamp.FromDateTimeOffset(later));
        Now(chain).ShouldBeNull();
        var forged = new Draft(chain.Alpha.Client, chain.Alpha.Peer).WritesPrivate("p").At(later);
        forged.Endorsed = endorsed => endorsed.Endorsements.Add(new Endorsement
        {
            Endorser = chain.Beta.Peer.Serialized,
            Signature = endorsed.Endorsements[0].Signature,
        });
        chain.Add(forged);
        Now(chain).ShouldBeNull("the other member's signature does not hold");
        chain.Add(new Draft(chain.Alpha.Client, chain.Alpha.Peer, chain.Beta.Client).WritesPrivate("p").At(later));
        Now(chain).ShouldBeNull("a client of the other member endorses nothing");
        chain.Add(chain.Draft().Writes("a").At(later).As(TxValidationCode.MvccReadConflict));
        Now(chain).ShouldBeNull("it is not valid");
        var elsewhere = chain.Draft().Writes("a").At(later);
        elsewhere.Chaincode = "other";
        chain.Add(elsewhere);
        Now(chain).ShouldBeNull("another chaincode's endorsers do not look at the time");
        chain.Add(chain.Draft().Writes("b"));
        Now(chain).ShouldBe(TestChain.Begin);
        chain.Add(chain.Draft().Writes("c").At(TestChain.Begin.AddYears(-1)));
        Now(chain).ShouldBe(TestChain.Begin, "withheld for a year: it does not turn the clock back");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Period_OneMemberDatesAsItLikes_HoldsEveryTransactionOfTheOther(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 12; round++)
        {
            using var chain = new TestChain();
            var story = new Story(chain, random);
            for (var block = 0; block < 18; block++)
            {
                story.AddBlock();
            }

            for (var period = 0; period < 3; period++)
            {
                Check(chain, story, random, $"seed {seed}, round {round}, period {period}");
            }
        }
    }

    private static void Check(TestChain chain, Story story, Random random, string name)
    {
        var from = TestChain.Begin.AddMinutes(random.Next(-5, 300));
        var to = from.AddMinutes(random.Next(1, 120));
        var (first, last) = Search(chain, from, to);
        foreach (var (block, time) in story.Honest.Where(item => item.Time >= from && item.Time < to))
        {
            block.ShouldBeInRange(first, last, $"{name}: {time:O} in {from:O} to {to:O}");
        }

        var export = chain.Export(from, to, first, last);
        var alone = TestChain.Verify(export);
        alone.Findings.ShouldBeEmpty(name);
        alone.Verdict.ShouldBe(first <= 1 ? ExportVerdict.Verified : ExportVerdict.NotProved, name);
        var before = chain.Export(first: 0, last: first, manifest: said => said with { FromBlock = 0, ToBlock = first });
        TestChain.Verify(before, export).Verdict.ShouldBe(ExportVerdict.Verified, name);

        // Who leaves the last block out does not get away with it, unless the period was over before it.
        if (last > first && !PeriodBlocks.IsOver(Now(chain, last), to))
        {
            TestChain.Verify(before, chain.Export(from, to, first, last - 1)).Verdict.ShouldBe(ExportVerdict.NotVerified, name);
        }
    }

    private static (ulong First, ulong Last) Search(TestChain chain, DateTimeOffset from, DateTimeOffset to)
    {
        var clock = new ChainClock(TestChain.Chaincode);
        var configuration = ChannelConfiguration.Read(chain.Blocks[0]);
        var advances = chain.Blocks.SelectMany(block => clock.Add(block, configuration)).ToList();
        return PeriodBlocks.Of(advances, from, to, (ulong)chain.Blocks.Count);
    }

    private static DateTimeOffset? Now(TestChain chain, ulong last = ulong.MaxValue)
    {
        var clock = new ChainClock(TestChain.Chaincode);
        var configuration = ChannelConfiguration.Read(chain.Blocks[0]);
        foreach (var block in chain.Blocks.Where(block => block.Header.Number <= last))
        {
            clock.Add(block, configuration);
        }

        return clock.Now;
    }

    private static void Alone(TestChain chain, Member member, Timestamp time)
    {
        var draft = new Draft(member.Client, member.Peer).WritesPrivate("p" + chain.Blocks.Count);
        draft.Stamp = time;
        chain.Add(draft);
    }

    /// <summary>One honest member, whose clock and whose peer's clock are two minutes off at most, and one that is not.</summary>
    private sealed class Story(TestChain chain, Random random)
    {
        private readonly bool _alphaIsHonest = random.Next(2) == 0;
        private readonly List<Draft> _withheld = [];
        private DateTimeOffset _now = TestChain.Begin;
        private int _key;

        public List<(ulong Block, DateTimeOffset Time)> Honest { get; } = [];

        private Member Good => _alphaIsHonest ? chain.Alpha : chain.Beta;

        private Member Bad => _alphaIsHonest ? chain.Beta : chain.Alpha;

        public void AddBlock()
        {
            _now = _now.AddSeconds(random.Next(10, 1500));
            var drafts = new List<Draft>();
            for (var i = random.Next(1, 4); i > 0; i--)
            {
                if (random.Next(3) == 0 && GoodOne() is { } good)
                {
                    Honest.Add(((ulong)chain.Blocks.Count, good.Time));
                    drafts.Add(good);
                }
                else if (BadOne() is { } bad)
                {
                    drafts.Add(bad);
                }
            }

            if (drafts.Count > 0)
            {
                chain.Add([.. drafts]);
            }
        }

        private Draft GoodOne()
        {
            var time = _now.AddSeconds(random.Next(-60, 61));
            return random.Next(3) == 0 && _alphaIsHonest
                ? new Draft(Good.Client, Good.Peer).WritesPrivate($"p{_key++}").At(time)
                : new Draft(Good.Client, Good.Peer, Bad.Peer).Writes($"k{_key++}").At(time);
        }

        private Draft? BadOne()
        {
            switch (random.Next(4))
            {
                case 0:
                    // Endorsed by the honest member's peer, whose clock is a minute off; submitted now or some day.
                    var endorsed = new Draft(Bad.Client, Bad.Peer, Good.Peer).Writes($"k{_key++}").At(_now.AddSeconds(random.Next(-180, 181)));
                    if (random.Next(2) == 0)
                    {
                        _withheld.Add(endorsed);
                        return null;
                    }

                    return endorsed;
                case 1 when _withheld.Count > 0:
                    var old = _withheld[random.Next(_withheld.Count)];
                    _withheld.Remove(old);
                    return old;
                case 2 when !_alphaIsHonest:
                    var alone = new Draft(Bad.Client, Bad.Peer).WritesPrivate($"p{_key++}");
                    alone.Stamp = AnyTime();
                    return alone;
                default:
                    var invalid = new Draft(Bad.Client, Bad.Peer).Writes($"k{_key++}").As(TxValidationCode.EndorsementPolicyFailure);
                    invalid.Stamp = AnyTime();
                    return invalid;
            }
        }

        private Timestamp AnyTime() => random.Next(2) == 0
            ? Impossible[random.Next(Impossible.Length)]
            : Timestamp.FromDateTimeOffset(TestChain.Begin.AddMinutes(random.Next(-500, 1000)));
    }
}
