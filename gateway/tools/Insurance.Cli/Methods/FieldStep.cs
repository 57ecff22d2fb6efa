namespace Insurance.Cli.Methods;

/// <summary>One step of a field's path.</summary>
/// <param name="Name">The field's name.</param>
/// <param name="Bracket">What stood in brackets after it: a list's index or a map's key; null: nothing.</param>
internal readonly record struct FieldStep(string Name, string? Bracket);
