namespace Insurance.Consortium.Description;

/// <summary>One thing that is wrong in consortium.yaml, and the line it stands on.</summary>
internal readonly record struct DescriptionProblem(long Line, string Message)
{
    public override string ToString() => $"line {Line}: {Message}";
}
