namespace Assurance.Answers;

/// <summary>What was answered, how often; and what must never happen, with the first of it.</summary>
public sealed class Tally
{
    private const int Examples = 5;

    private readonly ConcurrentDictionary<(string Part, string Answer), int> _answers = new();
    private readonly ConcurrentDictionary<Zero, ConcurrentQueue<string>> _broken = new();
    private readonly ConcurrentQueue<string> _notes = new();

    public void Count(string part, string answer) => _answers.AddOrUpdate((part, answer), 1, (_, count) => count + 1);

    /// <summary>Something that must not happen; <paramref name="what"/> says how to see it again.</summary>
    public void Break(Zero zero, string what)
    {
        var list = _broken.GetOrAdd(zero, _ => new());
        list.Enqueue(what);

        // At once too: a long run is not waited for to learn of it.
        if (list.Count <= Examples)
        {
            Console.WriteLine($"{DateTime.UtcNow:T} NOT ZERO, {zero.Name}: {what}");
        }
    }

    /// <summary>A figure for the report.</summary>
    public void Note(string text) => _notes.Enqueue(text);

    public int Answered(string part) => _answers.Where(entry => entry.Key.Part == part).Sum(entry => entry.Value);

    public int CountOf(string part, string answer) => _answers.GetValueOrDefault((part, answer));

    public int CountOf(Zero zero) => _broken.TryGetValue(zero, out var list) ? list.Count : 0;

    public bool IsClean => _broken.IsEmpty;

    /// <summary>The counts by answer, the zeros, and some of what is no zero.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var part in _answers.GroupBy(entry => entry.Key.Part).OrderBy(part => part.Key, StringComparer.Ordinal))
        {
            text.AppendLine($"{part.Key}: {part.Sum(entry => entry.Value):N0}");
            foreach (var (key, count) in part.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key.Answer, StringComparer.Ordinal))
            {
                text.AppendLine($"  {count,9:N0}  {key.Answer}");
            }
        }

        foreach (var note in _notes)
        {
            text.AppendLine(note);
        }

        text.AppendLine("must all be zero:");
        foreach (var zero in Zero.All)
        {
            text.AppendLine($"  {CountOf(zero),9:N0}  {zero.Name}");
            foreach (var example in _broken.GetValueOrDefault(zero)?.Take(Examples) ?? [])
            {
                text.AppendLine($"             {example}");
            }
        }

        return text.ToString();
    }
}
