namespace Insurance.Cli.Demo;

/// <summary>One fire loss of the data by its parts, in øre at 1985 prices.</summary>
internal sealed record FireRecord(int Number, DateOnly Date, long BuildingOere, long ContentsOere, long ProfitsOere);
