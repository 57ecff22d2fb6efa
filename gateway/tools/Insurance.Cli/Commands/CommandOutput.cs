using System.Text.Encodings.Web;

namespace Insurance.Cli.Commands;

/// <summary>
/// Where a command's result goes: standard output, as text for people or, with <c>--json</c>, as one JSON document and nothing else.
/// The documents are listed in docs/use/commands.md.
/// </summary>
/// <param name="isJson">A program reads it.</param>
/// <param name="page">Standard output.</param>
internal sealed class CommandOutput(bool isJson, TextPage page)
{
    /// <summary>camelCase, indented, and no character escaped that JSON takes as it is.</summary>
    public static JsonSerializerOptions Form { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public bool IsJson => isJson;

    /// <summary>True once the document is out: what fails afterwards is reported on standard error.</summary>
    public bool IsWritten { get; private set; }

    /// <summary>As the command line asks for, wherever in it <c>--json</c> stands.</summary>
    public static CommandOutput Of(ParseResult parsed) => new(
        parsed.GetResult(CommonOptions.Json) is { } result && !result.Errors.Any() && parsed.GetValue(CommonOptions.Json),
        Tables.Output);

    /// <summary>Writes the result: the document for programs, or the text for people.</summary>
    public void Write<T>(T document, Action<TextPage> text)
    {
        WriteDocument(document);
        Report(text);
    }

    /// <summary>Writes the document where a program reads, once.</summary>
    public void WriteDocument<T>(T document)
    {
        if (isJson)
        {
            page.WriteLine(JsonSerializer.Serialize(document, Form));
            IsWritten = true;
        }
    }

    /// <summary>Writes text where people read.</summary>
    public void Report(Action<TextPage> text)
    {
        if (!isJson)
        {
            text(page);
        }
    }

    /// <summary>Writes one line of many, of a command whose result has no end: an object for programs, or a text for people.</summary>
    public void WriteLine(Func<string> forPrograms, Func<string> forPeople)
    {
        page.WriteLine(isJson ? forPrograms() : forPeople());
        IsWritten = true;
    }

    /// <summary>Writes why there is no result, where a program reads it.</summary>
    /// <returns>False where people read: the failure is not written.</returns>
    public bool WriteFailure(ConsortiumException failure)
    {
        if (!isJson || IsWritten)
        {
            return false;
        }

        WriteDocument(new { error = new { failure.Code, failure.ExitCode, failure.Message, failure.Details } });
        return true;
    }
}
