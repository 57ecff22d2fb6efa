namespace Insurance.Bench;

/// <summary>One load: calls of a transaction whose argument is a template, in which every # is the call's number.</summary>
internal sealed record NodeLoad(string Transaction, string Argument, int Calls, int InFlight);
