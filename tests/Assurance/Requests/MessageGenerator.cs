using System.Collections;
using Google.Protobuf.WellKnownTypes;

namespace Assurance.Requests;

/// <summary>Messages of any type from its descriptor: now and then right, mostly nearly, at times not at all.</summary>
/// <param name="known">Texts that mean something where they arrive: identifiers of records, codes, digests, dates.</param>
public sealed class MessageGenerator(IReadOnlyList<string> known)
{
    private const int Depth = 5;

    private static readonly long[] Numbers =
        [0, 1, 2, -1, 100, 10_000, 1_000_000, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, long.MinValue, 253_402_300_799, 253_402_300_800, -62_135_596_801, 1L << 47];

    public IMessage New(MessageDescriptor type, Random random) => New(type, random, Depth);

    private IMessage New(MessageDescriptor type, Random random, int depth)
    {
        var message = type.Parser.ParseFrom(ReadOnlySpan<byte>.Empty.ToArray());
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            if (random.NextDouble() < (depth == Depth ? 0.85 : 0.7))
            {
                Fill(message, field, random, depth - 1);
            }
        }

        return message;
    }

    /// <summary>Another value in one field of a message, or in one within.</summary>
    public void Change(IMessage message, Random random)
    {
        var fields = message.Descriptor.Fields.InDeclarationOrder();
        if (fields.Count == 0)
        {
            return;
        }

        var field = fields[random.Next(fields.Count)];
        if (!field.IsRepeated && field.FieldType == FieldType.Message && field.Accessor.GetValue(message) is IMessage inner && random.Next(3) > 0)
        {
            Change(inner, random);
            return;
        }

        field.Accessor.Clear(message);
        Fill(message, field, random, Depth - 1);
    }

    private void Fill(IMessage message, FieldDescriptor field, Random random, int depth)
    {
        if (field.IsMap)
        {
            var map = (IDictionary)field.Accessor.GetValue(message);
            var (key, value) = (field.MessageType.FindFieldByNumber(1), field.MessageType.FindFieldByNumber(2));
            if (Value(key, random, depth) is { } name && Value(value, random, depth) is { } item)
            {
                map[name] = item;
            }
        }
        else if (field.IsRepeated)
        {
            var list = (IList)field.Accessor.GetValue(message);
            for (var count = random.Next(12) == 0 ? random.Next(300) : random.Next(3); count > 0; count--)
            {
                if (Value(field, random, depth) is { } item)
                {
                    list.Add(item);
                }
            }
        }
        else if (Value(field, random, depth) is { } value)
        {
            field.Accessor.SetValue(message, value);
        }
    }

    private object? Value(FieldDescriptor field, Random random, int depth) => field.FieldType switch
    {
        FieldType.String => Text(random),
        FieldType.Bytes => ByteString.CopyFrom(Bytes(random)),
        FieldType.Bool => random.Next(2) == 0,
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => (int)Number(random),
        FieldType.UInt32 or FieldType.Fixed32 => (uint)Number(random),
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => Number(random),
        FieldType.UInt64 or FieldType.Fixed64 => (ulong)Number(random),
        FieldType.Double => random.Next(4) == 0 ? double.NaN : random.NextDouble() * Number(random),
        FieldType.Float => (float)random.NextDouble(),
        FieldType.Enum => Enumeration(field, random),
        FieldType.Message when depth <= 0 => null,
        // Dates that are some, for the most part, so that what comes after them is reached.
        FieldType.Message when field.MessageType == Timestamp.Descriptor => new Timestamp { Seconds = Seconds(random), Nanos = random.Next(20) == 0 ? (int)Number(random) : 0 },
        FieldType.Message => New(field.MessageType, random, depth),
        _ => null,
    };

    // An enumeration's generated type is not known here; its number is cast by the accessor.
    private static object Enumeration(FieldDescriptor field, Random random)
    {
        var values = field.EnumType.Values;
        var number = random.Next(8) == 0 ? (int)Number(random) : values[random.Next(values.Count)].Number;
        return System.Enum.ToObject(field.EnumType.ClrType, number);
    }

    private static long Seconds(Random random) => random.Next(6) == 0 ? Number(random) : DateTimeOffset.UtcNow.ToUnixTimeSeconds() + random.Next(-100_000_000, 10_000_000);

    private static long Number(Random random) => random.Next(3) == 0 ? random.Next(-5, 2_000) : Numbers[random.Next(Numbers.Length)] + random.Next(-1, 2) * random.Next(2);

    private string Text(Random random) => random.Next(14) switch
    {
        0 => "",
        1 => new string('x', 1 << random.Next(4, 15)),
        2 => "id-" + random.Next(100_000),
        3 => "\0",
        4 => "a/../b%00\u202e\ud7ff\uffff",
        5 => "\ue000𐍈\u0301 ' \" ; <b> \\ \r\n",
        _ => known[random.Next(known.Count)],
    };

    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[random.Next(10) == 0 ? random.Next(5_000) : random.Next(80)];
        random.NextBytes(bytes);
        return bytes;
    }
}
