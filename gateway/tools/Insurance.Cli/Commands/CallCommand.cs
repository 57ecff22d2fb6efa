using System.Text;

namespace Insurance.Cli.Commands;

/// <summary><c>insure call</c>.</summary>
internal static class CallCommand
{
    public const string Name = "call";

    /// <summary>The name of its first argument.</summary>
    public const string Method = "method";

    // Far more than any gateway takes.
    private const int LargestRequest = 4 * 1024 * 1024;

    // EPIPE of errno(3).
    private const int BrokenPipe = 32;

    private static readonly JsonFormatter Indented = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true).WithIndentation());
    private static readonly JsonFormatter Line = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));

    public static Command Create()
    {
        var method = new Argument<string?>(Method) { Description = "Service/Method, such as Policies/GetPolicy; --list shows all", HelpName = "Service/Method", Arity = ArgumentArity.ZeroOrOne };
        method.CompletionSources.Add(CallCompletions.Methods);
        var words = new Argument<string[]>("request") { HelpName = "request", Description = "field=value as often as needed; @file or - for a request in JSON, over which fields come", Arity = ArgumentArity.ZeroOrMore };
        words.CompletionSources.Add(context => CallCompletions.Fields(context, method));
        var list = new Option<bool>("--list") { Description = "Shows the methods, of one service where one is named, with who may call them" };
        var describe = new Option<bool>("--describe") { Description = "Shows what the method takes, and calls nothing" };
        var table = new Option<bool>("--table") { Description = "Prints the answer as tables instead of JSON" };
        var count = new Option<int?>("--count") { Description = "Ends a stream after so many answers (default: it goes on until the other side or Ctrl-C ends it)", HelpName = "number" };
        count.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && (!int.TryParse(result.Tokens[0].Value, out var number) || number < 1))
            {
                result.AddError($"--count is '{result.Tokens[0].Value}'; choose a number from 1");
            }
        });
        var token = new Option<string?>("--token-file") { Description = "For what policyholders call: the file of the holder's token", HelpName = "file" };
        var caller = new CallerOptions("the first insurer that offers it, where every member answers alike", "auditor, else the first role that may call it");
        var command = new Command(Name, "Calls a method of the API and prints the answer as JSON.") { method, words, list, describe, table, count, token };
        caller.AddTo(command);
        command.SetAction((result, _) => CommandRunner.RunAsync(result, async (output, cancellation) =>
        {
            var name = result.GetValue(method);
            if (result.GetValue(list))
            {
                return MethodListing.Write(name, output);
            }

            if (name is null || IsSource(name))
            {
                throw Mistake("METHOD_MISSING", $"name a method{(name is null ? "" : $" before {name}")}, such as Policies/GetPolicy; `insure call --list` shows all");
            }

            var called = CallableMethods.Find(name);
            if (result.GetValue(describe))
            {
                return MethodDescription.Write(called, output);
            }

            var asked = new CallOutput(result.GetValue(table), result.GetValue(count));
            asked.RefuseUnfit(called, output.IsJson);
            var request = await RequestAsync(called, result.GetValue(words)!, cancellation);
            var headers = await HeadersAsync(called, result.GetValue(token), cancellation);
            using var connection = await caller.ConnectAsync(result, called.Rule, cancellation);
            return await CallAsync(called, request, new MethodInvoker(connection.Channel.CreateCallInvoker(), headers), asked, cancellation);
        }));
        return command;
    }

    /// <summary>JSON first, whatever its place among the words; then the fields in their order.</summary>
    private static async Task<IMessage> RequestAsync(CallableMethod method, string[] words, CancellationToken cancellationToken)
    {
        var sources = words.Where(IsSource).ToList();
        if (sources.Count > 1)
        {
            throw Mistake("REQUEST_TWICE", $"give one request in JSON, not {string.Join(" and ", sources)}");
        }

        var builder = new RequestBuilder(method.Descriptor.InputType);
        if (sources is [var source])
        {
            builder.Begin(await ReadAsync(source, cancellationToken));
        }

        foreach (var word in words.Where(word => !IsSource(word)))
        {
            builder.Set(word);
        }

        if (method.RequestId is { } field && field.Accessor.GetValue(builder.Request) is "")
        {
            var id = $"call-{Guid.NewGuid():N}";
            field.Accessor.SetValue(builder.Request, id);
            CommandRunner.Progress($"{field.JsonName}={id} was made for this request; given again with the same request, it is answered and not done twice");
        }

        return builder.Request;
    }

    private static bool IsSource(string word) => word == "-" || word.StartsWith('@');

    private static async Task<string> ReadAsync(string source, CancellationToken cancellationToken)
    {
        if (source == "-")
        {
            await using var input = Console.OpenStandardInput();
            return await TextAsync(input, "standard input", cancellationToken);
        }

        await using var file = Open(source[1..]);
        return await TextAsync(file, source[1..], cancellationToken);
    }

    private static FileStream Open(string path) => File.Exists(path)
        ? File.OpenRead(path)
        : throw Mistake("FILE_MISSING", $"there is no file {path}");

    private static async Task<string> TextAsync(Stream input, string what, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await input.ReadAsync(buffer, cancellationToken) is var read && read > 0)
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > LargestRequest)
            {
                throw Mistake("REQUEST_TOO_LARGE", $"{what} has more than {LargestRequest} bytes, which no gateway takes");
            }
        }

        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes.ToArray()).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            throw Mistake("REQUEST_UNREADABLE", $"{what} is no text in UTF-8");
        }
    }

    private static async Task<Metadata?> HeadersAsync(CallableMethod method, string? tokenFile, CancellationToken cancellationToken)
    {
        if (method.Rule.ByToken == tokenFile is not null)
        {
            return tokenFile is null ? null : new Metadata { { "authorization", $"Bearer {(await ReadAsync("@" + tokenFile, cancellationToken)).Trim()}" } };
        }

        throw method.Rule.ByToken
            ? Mistake("TOKEN_MISSING", $"{method.Name} is called by policyholders; give the file of a token with --token-file")
            : Mistake("TOKEN_NOT_EXPECTED", $"{method.Name} is called with a certificate; leave --token-file out");
    }

    private static async Task<int> CallAsync(CallableMethod method, IMessage request, MethodInvoker invoker, CallOutput asked, CancellationToken cancellationToken)
    {
        try
        {
            if (method.Descriptor.IsServerStreaming)
            {
                await FollowAsync(invoker.StreamAsync(method, request, cancellationToken), asked.Count);
            }
            else
            {
                Write(await invoker.CallAsync(method, request, cancellationToken), asked.AsTable);
            }
        }
        catch (RpcException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw RpcFailure.Refusal(exception);
        }

        return ExitCodes.Success;
    }

    private static async Task FollowAsync(IAsyncEnumerable<IMessage> answers, int? count)
    {
        // Unlike the console's own, it says that whoever read the lines is gone.
        await using var output = new StreamWriter(new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0)) { AutoFlush = true, NewLine = "\n" };
        var left = count;
        try
        {
            await foreach (var answer in answers)
            {
                await output.WriteLineAsync(Line.Format(answer));
                if (--left == 0)
                {
                    return;
                }
            }
        }
        catch (IOException exception) when (exception.HResult == BrokenPipe)
        {
            // Such as head, which has seen enough.
        }
    }

    private static void Write(IMessage answer, bool asTable)
    {
        if (!asTable)
        {
            Console.WriteLine(Indented.Format(answer));
            return;
        }

        foreach (var (caption, columns, rows) in AnswerTable.Of(answer))
        {
            if (caption.Length > 0)
            {
                Console.WriteLine(rows.Count == 0 ? $"{caption}: none" : $"{caption}:");
            }

            if (rows.Count > 0)
            {
                var table = Tables.New(columns).WithProse("value");
                foreach (var row in rows)
                {
                    table.AddRow(row);
                }

                Tables.Output.Write(table);
            }
        }
    }

    private static ConsortiumException Mistake(string code, string sentence) => new(ExitCodes.InvalidInput, $"{code}: {sentence}") { Code = code };
}
