namespace Insurance.Cli.Methods;

/// <summary>A field of a request, wherever in it.</summary>
/// <param name="Field">Its path, as a command line has it.</param>
/// <param name="Type">What it takes.</param>
/// <param name="Comment">What the proto file says of it; empty: nothing.</param>
/// <param name="Values">The names of an enumeration; none: it is no enumeration.</param>
internal sealed record MethodField(string Field, string Type, string Comment, IReadOnlyList<string> Values);
