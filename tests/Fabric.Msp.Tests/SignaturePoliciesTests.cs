using Fabric.Protos.Common;

namespace Fabric.Msp.Tests;

public sealed class SignaturePoliciesTests : IDisposable
{
    private readonly TestOrganization _a = new("AMSP");
    private readonly TestOrganization _b = new("BMSP");
    private readonly TestOrganization _c = new("CMSP");

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
        _c.Dispose();
    }

    [Theory]
    [InlineData("AND('AMSP.peer', 'BMSP.peer')")]
    [InlineData("OR('AMSP.member', AND('BMSP.admin', 'CMSP.client'))")]
    [InlineData("OutOf(2, 'AMSP.peer', 'BMSP.peer', 'CMSP.orderer')")]
    [InlineData("OutOf(2, 'A-1.b.peer', OR('B.peer', 'C.peer'), AND('B.peer', 'C.peer'))")]
    [InlineData("'AMSP.member'")]
    public void Format_ParsedText_IsTheSameText(string text) =>
        SignaturePolicies.Format(SignaturePolicies.Parse(text)).ShouldBe(text);

    [Theory]
    [InlineData("and( \"AMSP.peer\",'BMSP.peer' )", "AND('AMSP.peer', 'BMSP.peer')")]
    [InlineData("OUTOF('1','AMSP.peer','BMSP.peer')", "OR('AMSP.peer', 'BMSP.peer')")]
    [InlineData("outof(2,'AMSP.peer','BMSP.peer')", "AND('AMSP.peer', 'BMSP.peer')")]
    public void Parse_OtherSpellings_MeanTheSame(string text, string canonical) =>
        SignaturePolicies.Format(SignaturePolicies.Parse(text)).ShouldBe(canonical);

    [Theory]
    [InlineData("")]
    [InlineData("AND")]
    [InlineData("AND()")]
    [InlineData("AND('AMSP.peer'")]
    [InlineData("AND('AMSP.peer',)")]
    [InlineData("AND('AMSP.peer') x")]
    [InlineData("NOT('AMSP.peer')")]
    [InlineData("AND('AMSP.boss')")]
    [InlineData("AND('AMSP')")]
    [InlineData("AND('.peer')")]
    [InlineData("AND('A MSP.peer')")]
    [InlineData("AND('AMSP.peer)")]
    [InlineData("OutOf('AMSP.peer')")]
    [InlineData("OutOf(0, 'AMSP.peer')")]
    [InlineData("OutOf(2, 'AMSP.peer')")]
    [InlineData("OutOf(99999999999, 'AMSP.peer')")]
    [InlineData("OutOf(-1, 'AMSP.peer')")]
    public void Parse_MalformedText_SaysWhere(string text) =>
        Should.Throw<FormatException>(() => SignaturePolicies.Parse(text)).Message.ShouldContain("at character");

    [Fact]
    public void Parse_DeepNesting_IsRefusedInsteadOfExhaustingTheStack()
    {
        var text = string.Concat(Enumerable.Repeat("OR(", 100_000)) + "'A.peer'" + new string(')', 100_000);
        Should.Throw<FormatException>(() => SignaturePolicies.Parse(text));
    }

    [Fact]
    public void Parse_Principals_AreNumberedAsFabricNumbersThem()
    {
        // Observed with Fabric 2.5.12: inner groups first, and every mention anew.
        var envelope = SignaturePolicies.Parse("OR('AMSP.peer', AND('BMSP.peer', 'AMSP.peer'), 'CMSP.admin')");
        envelope.Identities.Select(i => IdentityPrincipal.From(i).Text).ShouldBe(["BMSP.peer", "AMSP.peer", "AMSP.peer", "CMSP.admin"]);
        envelope.Rule.NOutOf.Rules[0].SignedBy.ShouldBe(2);
        envelope.Rule.NOutOf.Rules[1].NOutOf.Rules.Select(r => r.SignedBy).ShouldBe([0, 1]);
        envelope.Rule.NOutOf.Rules[2].SignedBy.ShouldBe(3);
    }

    [Fact]
    public void IsSatisfiedBy_TwoOfThree_NeedsTwoDifferentOrganizations()
    {
        var policy = Compile("OutOf(2, 'AMSP.peer', 'BMSP.peer', 'CMSP.peer')");
        var a1 = _a.Member("peer0", "peer");
        var a2 = _a.Member("peer1", "peer");
        var b = _b.Member("peer0", "peer");
        var client = _c.Member("alice", "client");

        policy.IsSatisfiedBy([a1, b]).ShouldBeTrue();
        policy.IsSatisfiedBy([b, client, a1]).ShouldBeTrue();
        policy.IsSatisfiedBy([a1, a2]).ShouldBeFalse();
        policy.IsSatisfiedBy([a1, client]).ShouldBeFalse();
        policy.IsSatisfiedBy([a1]).ShouldBeFalse();
        policy.IsSatisfiedBy([]).ShouldBeFalse();
    }

    [Fact]
    public void IsSatisfiedBy_OneSignerForTwoRules_CountsOnce()
    {
        var policy = Compile("AND('AMSP.member', 'AMSP.peer')");
        var peer0 = _a.Member("peer0", "peer");
        policy.IsSatisfiedBy([peer0]).ShouldBeFalse();
        policy.IsSatisfiedBy([peer0, peer0]).ShouldBeFalse();
        policy.IsSatisfiedBy([peer0, _a.Member("peer1", "peer")]).ShouldBeTrue();
    }

    [Fact]
    public void IsSatisfiedBy_OrderOfSigners_MattersAsInFabric()
    {
        // The first rule takes the first member it meets; nothing is undone for the second rule's sake.
        var policy = Compile("AND('AMSP.member', 'AMSP.peer')");
        var peer = _a.Member("peer0", "peer");
        var client = _a.Member("alice", "client");
        policy.IsSatisfiedBy([client, peer]).ShouldBeTrue();
        policy.IsSatisfiedBy([peer, client]).ShouldBeFalse();
    }

    [Fact]
    public void IsSatisfiedBy_FailedGroup_GivesBackWhatItTook()
    {
        var policy = Compile("OR(AND('AMSP.peer', 'BMSP.peer'), 'AMSP.peer')");
        policy.IsSatisfiedBy([_a.Member("peer0", "peer")]).ShouldBeTrue();
    }

    [Fact]
    public void IsSatisfiedBy_RandomPoliciesOverDisjointRoles_AgreesWithATruthTable()
    {
        // One signer per principal at most, so that the greedy assignment cannot differ from logic.
        var members = new Dictionary<string, VerifiedIdentity>
        {
            ["AMSP.peer"] = _a.Member("p", "peer"),
            ["AMSP.client"] = _a.Member("c", "client"),
            ["BMSP.peer"] = _b.Member("p", "peer"),
            ["BMSP.admin"] = _b.Member("d", "admin"),
            ["CMSP.orderer"] = _c.Member("o", "orderer"),
        };
        var names = members.Keys.ToArray();
        Gen.Select(RandomRule.Gen.Where(rule => rule.Leaves <= names.Length), Gen.Shuffle(names)).Sample((rule, order) =>
        {
            var text = rule.Text(order);
            var policy = Compile(text);
            SignaturePolicies.Format(SignaturePolicies.Parse(text)).ShouldBe(SignaturePolicies.Format(SignaturePolicies.Parse(SignaturePolicies.Format(SignaturePolicies.Parse(text)))));
            var combinations = SignaturePolicies.FindCombinations(policy);
            for (var set = 0; set < 1 << order.Length; set++)
            {
                var present = order.Where((_, n) => (set & (1 << n)) != 0).ToList();
                var expected = rule.Holds(order, present);
                policy.IsSatisfiedBy(present.Select(p => members[p]).ToList()).ShouldBe(expected, $"{text} with {string.Join(' ', present)}");
                if (expected)
                {
                    var counts = present.CountBy(p => p[..4]).ToDictionary();
                    combinations.Any(c => c.Signatures.All(s => counts.GetValueOrDefault(s.Key) >= s.Value)).ShouldBeTrue($"{text}: no plan within {string.Join(' ', present)}");
                }
            }
        }, iter: 300, print: input => input.Item1.Text(input.Item2));
    }

    [Fact]
    public void IsSatisfiedBy_IdentityAndUnitPrincipals_MatchExactly()
    {
        var issued = _a.Issue("alice", "client");
        var alice = _a.Verifier.Verify(_a.Serialize(issued));
        var bob = _a.Member("bob", "client");
        var byIdentity = new SignaturePolicyEnvelope
        {
            Rule = new SignaturePolicy { SignedBy = 0 },
            Identities =
            {
                new MSPPrincipal { PrincipalClassification = MSPPrincipal.Types.Classification.Identity, Principal = ByteString.CopyFrom(_a.Serialize(issued)) },
            },
        };
        SignaturePolicies.Compile(byIdentity).IsSatisfiedBy([bob, alice]).ShouldBeTrue();
        SignaturePolicies.Compile(byIdentity).IsSatisfiedBy([bob]).ShouldBeFalse();
    }

    [Fact]
    public void Compile_DamagedPrincipal_MatchesNobodyAndLeavesTheRestAsItIs()
    {
        var damaged = new MSPPrincipal { Principal = ByteString.CopyFromUtf8("\xff") };
        var sound = IdentityPrincipal.Role("AMSP", MSPRole.Types.MSPRoleType.Peer);
        var policy = SignaturePolicies.Compile(new SignaturePolicyEnvelope
        {
            Rule = new SignaturePolicy { NOutOf = new SignaturePolicy.Types.NOutOf { N = 1, Rules = { new SignaturePolicy { SignedBy = 0 }, new SignaturePolicy { SignedBy = 1 } } } },
            Identities = { damaged, sound },
        });
        SignaturePolicies.FindCombinations(policy).Select(combination => combination.ToString()).ShouldBe(["AMSP"]);
        policy.IsSatisfiedBy([]).ShouldBeFalse();
        Should.Throw<FormatException>(() => IdentityPrincipal.From(damaged));
    }

    [Fact]
    public void Compile_DamagedPolicies_AreRefused()
    {
        var principal = IdentityPrincipal.Role("AMSP", MSPRole.Types.MSPRoleType.Peer);
        Should.Throw<FormatException>(() => SignaturePolicies.Compile(new SignaturePolicyEnvelope()));
        Should.Throw<FormatException>(() => SignaturePolicies.Compile(new SignaturePolicyEnvelope { Rule = new SignaturePolicy() }));
        Should.Throw<FormatException>(() => SignaturePolicies.Compile(new SignaturePolicyEnvelope { Rule = new SignaturePolicy { SignedBy = 1 }, Identities = { principal } }));
        Should.Throw<FormatException>(() => SignaturePolicies.Compile(new SignaturePolicyEnvelope { Rule = new SignaturePolicy { SignedBy = -1 }, Identities = { principal } }));
        Should.Throw<FormatException>(() => SignaturePolicies.Compile(new SignaturePolicyEnvelope { Version = 1, Rule = new SignaturePolicy { SignedBy = 0 }, Identities = { principal } }));
    }

    [Theory]
    [InlineData("OutOf(2, 'A.peer', 'B.peer', 'C.peer')", "A + B|A + C|B + C")]
    [InlineData("OR('A.peer', AND('A.peer', 'B.peer'))", "A")]
    [InlineData("AND('A.peer', 'A.peer', 'B.peer')", "2 × A + B")]
    [InlineData("AND('A.peer', OutOf(1, 'B.peer', 'C.peer'))", "A + B|A + C")]
    // The evaluator uses up each signer that it meets, and never gives one back to a satisfied rule.
    [InlineData("AND(OR('A.peer', 'B.peer'), OR('A.peer', 'B.peer'))", "2 × A|2 × B")]
    [InlineData("AND(OR('A.peer', 'B.peer'), 'B.peer')", "2 × B")]
    [InlineData("AND('B.peer', OR('A.peer', 'B.peer'))", "2 × B|A + B")]
    [InlineData("AND(OR('A.peer', 'B.peer'), OR('B.peer', 'C.peer'))", "2 × B|A + C|B + C")]
    [InlineData("AND(OR('A.member', 'B.peer'), 'A.peer')", "2 × A")]
    // More signers than the rules mean.
    [InlineData("AND(OR('A.peer', 'B.peer'), 'A.peer', 'B.peer')", "2 × A + 2 × B")]
    public void FindCombinations_Policy_ListsTheSmallestSets(string text, string expected) =>
        string.Join('|', SignaturePolicies.FindCombinations(Compile(text)).OrderBy(c => c.ToString(), StringComparer.Ordinal)).ShouldBe(expected);

    [Fact]
    public void FindCombinations_UnavailableOrganizations_AreLeftOut()
    {
        var policy = Compile("OutOf(2, 'A.peer', 'B.peer', 'C.peer')");
        SignaturePolicies.FindCombinations(policy, m => m != "B").ShouldHaveSingleItem().ToString().ShouldBe("A + C");
        SignaturePolicies.FindCombinations(policy, m => m == "A").ShouldBeEmpty();
    }

    [Fact]
    public void FindCombinations_LargeMajority_StaysWithinTheLimit()
    {
        var policy = SignaturePolicies.Compile(SignaturePolicies.OutOf(15, Enumerable.Range(0, 30).Select(i => $"Org{i}")));
        var combinations = SignaturePolicies.FindCombinations(policy, limit: 50);
        combinations.Count.ShouldBe(50);
        combinations.ShouldAllBe(c => c.Total == 15);
    }

    [Fact]
    public void FindCombinations_RandomOverlappingPolicies_AreTheSmallestThatTheEvaluatorTakes()
    {
        var peers = new[] { _a, _b, _c }.ToDictionary(o => o.MspId, o => Enumerable.Range(0, 4).Select(i => o.Member($"peer{i}", "peer")).ToArray());
        Gen.Select(RandomRule.Gen.Where(rule => rule.Leaves is > 1 and <= 4), Gen.OneOf(Gen.Const("AMSP.peer"), Gen.Const("BMSP.peer"), Gen.Const("CMSP.peer")).Array[4]).Sample((rule, names) =>
        {
            var text = rule.Text(names);
            var policy = Compile(text);

            var accepted = Counts(4).Where(c => policy.IsSatisfiedBy([.. peers["AMSP"][..c[0]], .. peers["BMSP"][..c[1]], .. peers["CMSP"][..c[2]]])).ToList();
            var smallest = accepted.Where(c => !accepted.Exists(other => other != c && other.Zip(c).All(n => n.First <= n.Second)));

            SignaturePolicies.FindCombinations(policy).Select(Of).ShouldBe(smallest.Select(c => string.Join(',', c)), ignoreOrder: true, text);
        }, iter: 200, print: input => input.Item1.Text(input.Item2));

        static string Of(EndorsementCombination c) => string.Join(',', "ABC".Select(o => c.Signatures.GetValueOrDefault($"{o}MSP")));
        static IEnumerable<int[]> Counts(int most) =>
            from a in Enumerable.Range(0, most + 1) from b in Enumerable.Range(0, most + 1) from c in Enumerable.Range(0, most + 1) select new[] { a, b, c };
    }

    [Theory]
    // As peers of Fabric 2.5.16 and 3.1.5 plan them, with one peer each.
    [InlineData("AND(OR('A.peer', 'B.peer'), 'B.peer')", "A + B", false)]
    [InlineData("AND(OR('A.peer', 'B.peer'), OR('A.peer', 'B.peer'))", "A + B", false)]
    [InlineData("AND('B.peer', OR('A.peer', 'B.peer'))", "A + B", true)]
    [InlineData("AND(OR('A.member', 'B.peer'), 'A.peer')", "A + B", false)]
    [InlineData("OutOf(2, 'A.peer', 'B.peer', 'C.peer')", "A + B|A + C|B + C", true)]
    [InlineData("AND('A.peer', 'A.peer')", "", true)]
    [InlineData("OR('A.client', 'B.admin')", "", true)]
    public void FindPlans_OnePeerEach_ListsWhatDiscoveryPlansWhetherAcceptedOrNot(string text, string expected, bool accepted)
    {
        var policy = Compile(text);
        var plans = SignaturePolicies.FindPlans(policy);
        string.Join('|', plans).ShouldBe(expected);
        plans.ShouldAllBe(plan => SignaturePolicies.Accepts(policy, plan) == accepted);
    }

    [Fact]
    public void FindPlans_SomeOfWhichTheEvaluatorRefuses_SaysWhich()
    {
        var policy = Compile("AND(OR('A.peer', 'B.peer'), OR('B.peer', 'C.peer'))");
        SignaturePolicies.FindPlans(policy).Select(plan => $"{plan}: {SignaturePolicies.Accepts(policy, plan)}")
            .ShouldBe(["A + B: False", "A + C: True", "B + C: True"]);
    }

    [Fact]
    public void FindPlans_AMeansOfMoreSignersBesideFewer_ListsBoth()
    {
        // Seen on 2.5.16: of transactions under this policy some are valid and some are not.
        var policy = Compile("AND(OR('A.peer', AND('B.peer', 'C.peer')), OR('A.peer', 'B.peer', 'C.peer'))");
        SignaturePolicies.FindPlans(policy).Select(plan => $"{plan}: {SignaturePolicies.Accepts(policy, plan)}")
            .ShouldBe(["A + B: True", "A + C: True", "A + B + C: False"]);
    }

    [Fact]
    public void FindPlans_TwoPeersEach_MayTakeBothOfOneOrganization() =>
        string.Join('|', SignaturePolicies.FindPlans(Compile("AND(OR('A.peer', 'B.peer'), 'B.peer')"), peers: 2)).ShouldBe("2 × B|A + B");

    private static CompiledSignaturePolicy Compile(string text) => SignaturePolicies.Compile(SignaturePolicies.Parse(text));
}
