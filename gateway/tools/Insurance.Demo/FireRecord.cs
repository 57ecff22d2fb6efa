namespace Insurance.Demo;

/// <summary>One fire loss of the data by its parts, in øre at 1985 prices.</summary>
public sealed record FireRecord(int Number, DateOnly Date, long BuildingOere, long ContentsOere, long ProfitsOere);
