namespace Fabric.Msp.Tests;

/// <summary>A rule of any form, whose leaves are principals to be named from left to right.</summary>
internal abstract record RandomRule
{
    /// <summary>Of up to three levels. What fails is shrunk to the smallest rule that fails.</summary>
    public static Gen<RandomRule> Gen { get; } = CsCheck.Gen.Recursive<RandomRule>((depth, inner) =>
    {
        var leaf = CsCheck.Gen.Const<RandomRule>(new Leaf());
        return depth >= 3 ? leaf : CsCheck.Gen.OneOf(leaf, CsCheck.Gen.Select(inner.Array[1, 3], CsCheck.Gen.Int[1, 3], RandomRule (rules, count) => new OutOf(Math.Min(count, rules.Length), rules)));
    });

    /// <summary>How many principals it takes.</summary>
    public abstract int Leaves { get; }

    /// <summary>As policies are written.</summary>
    public string Text(IEnumerable<string> names) => Text(new Queue<string>(names));

    /// <summary>By logic alone, whether it holds when those are present.</summary>
    public bool Holds(IEnumerable<string> names, IReadOnlyCollection<string> present) => Holds(new Queue<string>(names), present);

    private protected abstract string Text(Queue<string> names);

    private protected abstract bool Holds(Queue<string> names, IReadOnlyCollection<string> present);

    private sealed record Leaf : RandomRule
    {
        public override int Leaves => 1;

        private protected override string Text(Queue<string> names) => $"'{names.Dequeue()}'";

        private protected override bool Holds(Queue<string> names, IReadOnlyCollection<string> present) => present.Contains(names.Dequeue());
    }

    private sealed record OutOf(int Needed, RandomRule[] Rules) : RandomRule
    {
        public override int Leaves => Rules.Sum(rule => rule.Leaves);

        private protected override string Text(Queue<string> names) => $"OutOf({Needed}, {string.Join(", ", Rules.Select(rule => rule.Text(names)).ToList())})";

        private protected override bool Holds(Queue<string> names, IReadOnlyCollection<string> present) =>
            Rules.Select(rule => rule.Holds(names, present)).ToList().Count(holds => holds) >= Needed;
    }
}
