namespace Fabric.Msp;

/// <summary>The order of a curve's group, as needed to keep signatures in their low-S form.</summary>
internal sealed class EcdsaCurve
{
    public static readonly EcdsaCurve P256 = new(
        "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");

    public static readonly EcdsaCurve P384 = new(
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973");

    private readonly byte[] _order;
    private readonly byte[] _halfOrder;

    private EcdsaCurve(string order)
    {
        _order = Convert.FromHexString(order);
        _halfOrder = new byte[_order.Length];
        var carry = 0;
        for (var i = 0; i < _order.Length; i++)
        {
            _halfOrder[i] = (byte)((_order[i] >> 1) | carry);
            carry = (_order[i] & 1) << 7;
        }
    }

    /// <summary>Bytes of one coordinate.</summary>
    public int FieldSize => _order.Length;

    public static EcdsaCurve Of(ECDsa key) => OfKeySize(key.KeySize)
        ?? throw new NotSupportedException($"Signatures use P-256 or P-384 keys; this key has {key.KeySize} bits.");

    public static EcdsaCurve? OfKeySize(int bits) => bits switch
    {
        256 => P256,
        384 => P384,
        _ => null,
    };

    /// <summary>Replaces a high S by its complement, which makes an equally valid signature.</summary>
    public void MakeLow(Span<byte> s)
    {
        if (s.SequenceCompareTo(_halfOrder) <= 0)
        {
            return;
        }

        var borrow = 0;
        for (var i = s.Length - 1; i >= 0; i--)
        {
            var difference = _order[i] - s[i] - borrow;
            borrow = difference < 0 ? 1 : 0;
            s[i] = (byte)difference;
        }
    }

    /// <summary>Whether an unsigned big-endian integer without leading zeros lies in 1 … order − 1.</summary>
    public bool IsInRange(ReadOnlySpan<byte> value) => IsAtMost(value, _order) && !value.SequenceEqual(_order);

    /// <summary>Whether an unsigned big-endian integer without leading zeros lies in 1 … order / 2.</summary>
    public bool IsLow(ReadOnlySpan<byte> value) => IsAtMost(value, _halfOrder);

    private static bool IsAtMost(ReadOnlySpan<byte> value, byte[] bound) =>
        value.Length > 0 && (value.Length < bound.Length || (value.Length == bound.Length && value.SequenceCompareTo(bound) <= 0));
}
