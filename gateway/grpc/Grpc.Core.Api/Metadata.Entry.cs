using System.Buffers;
using System.Text;

namespace Grpc.Core;

public sealed partial class Metadata
{
    /// <summary>One header.</summary>
    public class Entry
    {
        private static readonly SearchValues<char> KeyCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789._-");

        private readonly string? _value;
        private readonly byte[]? _valueBytes;

        /// <summary>A binary header.</summary>
        /// <param name="key">A key that ends in <c>-bin</c>.</param>
        /// <param name="valueBytes">The bytes.</param>
        /// <exception cref="ArgumentException">The key has characters no header may have, or does not end in <c>-bin</c>.</exception>
        public Entry(string key, byte[] valueBytes)
        {
            Key = NormalizeKey(key);
            if (!IsBinary)
            {
                throw new ArgumentException($"The key '{key}' of a binary header must end in '{BinaryHeaderSuffix}'.", nameof(key));
            }

            ArgumentNullException.ThrowIfNull(valueBytes);
            _valueBytes = [.. valueBytes];
        }

        /// <summary>A text header.</summary>
        /// <param name="key">A key that does not end in <c>-bin</c>.</param>
        /// <param name="value">The text.</param>
        /// <exception cref="ArgumentException">
        /// The key has characters no header may have or ends in <c>-bin</c>, or the value is not one line.
        /// </exception>
        public Entry(string key, string value)
        {
            Key = NormalizeKey(key);
            if (IsBinary)
            {
                throw new ArgumentException($"The key '{key}' of a text header must not end in '{BinaryHeaderSuffix}'.", nameof(key));
            }

            ArgumentNullException.ThrowIfNull(value);
            if (value.AsSpan().ContainsAny('\r', '\n', '\0'))
            {
                // Anything else would let a value end its header and start another.
                throw new ArgumentException($"The value of header '{key}' must be a single line.", nameof(value));
            }

            _value = value;
        }

        /// <summary>The key, in lower case.</summary>
        public string Key { get; }

        /// <summary>The bytes of the value; of a text value, its ASCII bytes.</summary>
        public byte[] ValueBytes => _valueBytes is null ? Encoding.ASCII.GetBytes(_value!) : [.. _valueBytes];

        /// <summary>The text of the value.</summary>
        /// <exception cref="InvalidOperationException">The value is binary.</exception>
        public string Value => _value ?? throw new InvalidOperationException($"The header '{Key}' is binary; read ValueBytes.");

        /// <summary>Whether the value is bytes.</summary>
        public bool IsBinary => Key.EndsWith(BinaryHeaderSuffix, StringComparison.Ordinal);

        internal ReadOnlySpan<byte> BinaryValue => _valueBytes;

        /// <inheritdoc/>
        public override string ToString() => IsBinary
            ? $"[Entry: key={Key}, {_valueBytes!.Length} bytes]"
            : $"[Entry: key={Key}, value={_value}]";

        private static string NormalizeKey(string key)
        {
            ArgumentNullException.ThrowIfNull(key);
            if (key.Length > 0 && !key.AsSpan().ContainsAnyExcept(KeyCharacters))
            {
                return key;
            }

            var lower = key.ToLowerInvariant();
            if (lower.Length == 0 || lower.AsSpan().ContainsAnyExcept(KeyCharacters))
            {
                throw new ArgumentException(
                    $"The metadata key '{key}' is not valid: keys hold only letters, digits, '.', '_' and '-'.", nameof(key));
            }

            return lower;
        }
    }
}
