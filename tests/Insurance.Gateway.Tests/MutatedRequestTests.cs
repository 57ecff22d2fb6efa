namespace Insurance.Gateway.Tests;

/// <summary>Requests built from the descriptors and damaged at random places: every answer says what is wrong.</summary>
public sealed class MutatedRequestTests
{
    private const int Seed = 20261129;
    private const int EachMethod = 60;
    private const int AtOnce = 16;
    private static readonly MethodTable Methods = MethodTable.Default();

    [Fact]
    public async Task EveryMethod_WithDamagedBodies_AnswersWithCodesAndShortLines()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.OtherwiseRefuse = "POLICY_NOT_FOUND";
        var random = new Random(Seed);
        var calls = Methods.All
            .SelectMany(method => Enumerable.Range(0, EachMethod).Select(_ => (method.Path, Body: Damage(RawCalls.Frame(Fill(method.Descriptor.InputType, random, 0).ToByteArray()), random))))
            .ToList();
        var http = server.Http(server.Certificates.Caller("alice", "underwriter,claims-handler,finance,admin,oracle,auditor"));
        var wrong = new ConcurrentQueue<string>();
        var answers = new ConcurrentDictionary<string, int>();
        var logged = server.LogLines.Count;

        await Parallel.ForEachAsync(calls, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (call, cancellation) =>
        {
            // Subscriptions that are readable after all do not end.
            if (call.Path.EndsWith("/Subscribe", StringComparison.Ordinal) && IsReadable(call.Body))
            {
                return;
            }

            var answer = await RawCalls.SendAsync(http, "/" + call.Path, new ByteArrayContent(call.Body)).WaitAsync(TimeSpan.FromSeconds(60), cancellation);
            answers.AddOrUpdate($"{answer.Status} {answer.Reason}", 1, (_, count) => count + 1);
            if (answer.Status != StatusCode.OK)
            {
                if (string.IsNullOrEmpty(answer.Reason) || answer.Status is StatusCode.Unknown or StatusCode.Internal || answer.TrailerBytes > 4096)
                {
                    wrong.Enqueue($"{call.Path} {Convert.ToHexString(call.Body)} is {answer.Status} {answer.Reason}, {answer.TrailerBytes} bytes");
                }
            }
        });

        wrong.ShouldBeEmpty(string.Join('\n', server.LogLines.Where(line => line.StartsWith("Error")).Take(3)));
        calls.Count.ShouldBeGreaterThan(2000);
        answers.Where(pair => pair.Key.EndsWith("REQUEST_UNREADABLE", StringComparison.Ordinal)).Sum(pair => pair.Value).ShouldBeGreaterThan(500);
        UnreadableRequestTests.ShouldBeShort([.. server.LogLines.Skip(logged)]);
    }

    private static bool IsReadable(byte[] body)
    {
        if (body.Length < 5)
        {
            return false;
        }

        try
        {
            V1.SubscribeRequest.Parser.ParseFrom(body.AsSpan(5).ToArray());
            return true;
        }
        catch (InvalidProtocolBufferException)
        {
            return false;
        }
    }

    private static IMessage Fill(MessageDescriptor type, Random random, int depth)
    {
        var message = type.Parser.ParseFrom(ByteString.Empty);
        foreach (var field in type.Fields.InDeclarationOrder().Where(_ => random.Next(4) > 0))
        {
            if (field.IsMap || (field.FieldType == FieldType.Message && depth > 3))
            {
                continue;
            }

            var value = Value(field, random, depth);
            if (field.IsRepeated)
            {
                ((System.Collections.IList)field.Accessor.GetValue(message)).Add(value);
            }
            else
            {
                field.Accessor.SetValue(message, value);
            }
        }

        return message;
    }

    private static object Value(FieldDescriptor field, Random random, int depth) => field.FieldType switch
    {
        FieldType.String => $"text-{random.Next(1000)}",
        FieldType.Bytes => ByteString.CopyFrom(BitConverter.GetBytes(random.NextInt64())),
        FieldType.Bool => random.Next(2) == 0,
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => random.Next(),
        FieldType.UInt32 or FieldType.Fixed32 => (uint)random.Next(),
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => random.NextInt64(),
        FieldType.UInt64 or FieldType.Fixed64 => (ulong)random.NextInt64(),
        FieldType.Double => random.NextDouble(),
        FieldType.Float => random.NextSingle(),
        FieldType.Enum => random.Next(6),
        FieldType.Message => Fill(field.MessageType, random, depth + 1),
        _ => throw new NotSupportedException(field.FullName),
    };

    // The frame's prefix is damaged too, now and then; its length mostly fits what follows.
    private static byte[] Damage(byte[] frame, Random random)
    {
        var bytes = frame.ToList();
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var at = bytes.Count > 5 && random.Next(20) > 0 ? random.Next(5, bytes.Count) : random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = 0xff;
                    break;
                case 2 when bytes.Count > 5:
                    bytes.RemoveRange(Math.Max(at, 5), bytes.Count - Math.Max(at, 5));
                    break;
                case 3:
                    bytes.InsertRange(at, Enumerable.Range(0, random.Next(1, 12)).Select(_ => (byte)random.Next(256)));
                    break;
                default:
                    bytes.RemoveAt(at);
                    break;
            }

            if (bytes.Count == 0)
            {
                return [];
            }
        }

        if (bytes.Count >= 5 && random.Next(20) > 0)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(
                System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes)[1..], bytes.Count - 5);
            bytes[0] = 0;
        }

        return [.. bytes];
    }
}
