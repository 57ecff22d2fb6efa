namespace Insurance.Gateway.Foundation.Errors;

/// <summary>One thing that is wrong with a request.</summary>
/// <param name="Code">Stable, for example <c>REQUIRED</c>.</param>
/// <param name="Field">The field's path in the request's JSON; empty: the request as a whole.</param>
/// <param name="Message">A sentence a person understands.</param>
internal sealed record Violation(string Code, string Field, string Message)
{
    /// <summary>The sentence with the field's name in it.</summary>
    public string Sentence => Field.Length == 0 || Names(Message, Field)
        ? Message
        : BoundedText.Of($"{Field}: {Message}", BoundedText.Sentence);

    /// <summary>What a sentence repeats of the request is cut.</summary>
    internal Violation Bounded(int bytes) => new(
        BoundedText.Of(Code, BoundedText.Name), BoundedText.Of(Field, BoundedText.Name), BoundedText.Of(Message, bytes));

    // A field whose name is a word of the language is named by a sentence that quotes it.
    private static bool Names(string sentence, string field)
    {
        var isWord = field.All(char.IsAsciiLetterLower);
        for (var at = sentence.IndexOf(field, StringComparison.Ordinal); at >= 0; at = sentence.IndexOf(field, at + 1, StringComparison.Ordinal))
        {
            var (before, after) = (At(sentence, at - 1), At(sentence, at + field.Length));
            if (isWord ? before == '\'' && after == '\'' : !char.IsLetterOrDigit(before) && !char.IsLetterOrDigit(after))
            {
                return true;
            }
        }

        return false;
    }

    private static char At(string text, int index) => index >= 0 && index < text.Length ? text[index] : ' ';
}
