namespace Insurance.Cli.Demo;

/// <summary>One fire loss of the data, in øre at 1985 prices.</summary>
internal sealed record FireRecord(int Number, DateOnly Date, long TotalOere);
