namespace Fabric.Msp;

/// <summary>ECDSA signatures in the form Fabric accepts: ASN.1 DER with S in the lower half of the group order.</summary>
/// <remarks>
/// A signature (r, s) is as valid as (r, −s). Fabric refuses the larger of the two so that a signature
/// cannot be altered into another valid one. Keys are on P-256 or P-384.
/// </remarks>
public static class EcdsaSignatures
{
    private const int LargestDer = 2 + (2 * (2 + 49));

    /// <summary>Signs a digest.</summary>
    /// <param name="key">A private key on P-256 or P-384.</param>
    /// <param name="digest">The digest of the message, 32 bytes for SHA-256 or 48 for SHA-384.</param>
    /// <returns>The signature in DER with low S.</returns>
    /// <exception cref="NotSupportedException">The key is on another curve.</exception>
    /// <exception cref="CryptographicException">The key holds no private part.</exception>
    public static byte[] SignDigest(ECDsa key, ReadOnlySpan<byte> digest)
    {
        var curve = EcdsaCurve.Of(key);
        Span<byte> fixedForm = stackalloc byte[2 * curve.FieldSize];
        if (!key.TrySignHash(digest, fixedForm, DSASignatureFormat.IeeeP1363FixedFieldConcatenation, out var written)
            || written != fixedForm.Length)
        {
            throw new CryptographicException("The key did not produce a signature of its curve's size.");
        }

        return EncodeLow(curve, fixedForm);
    }

    /// <summary>Brings the fixed-field form (r ‖ s), which hardware tokens return, into the form Fabric accepts.</summary>
    /// <param name="signature">r and s, big-endian, each 32 bytes for P-256 or 48 bytes for P-384.</param>
    /// <returns>The signature in DER with low S.</returns>
    /// <exception cref="ArgumentException">The length fits neither curve.</exception>
    public static byte[] FromFixedFieldForm(ReadOnlySpan<byte> signature)
    {
        var curve = EcdsaCurve.OfKeySize(signature.Length * 4)
            ?? throw new ArgumentException($"A signature of {signature.Length} bytes is neither of P-256 (64) nor of P-384 (96).", nameof(signature));
        Span<byte> copy = stackalloc byte[signature.Length];
        signature.CopyTo(copy);
        return EncodeLow(curve, copy);
    }

    /// <summary>Verifies a signature over a digest, refusing high S and anything but strict DER.</summary>
    /// <param name="key">A public key on P-256 or P-384.</param>
    /// <param name="digest">The digest that was signed.</param>
    /// <param name="signature">The signature in DER.</param>
    /// <returns>Whether the signature is well-formed, low-S and made by the key over the digest.</returns>
    /// <exception cref="NotSupportedException">The key is on another curve.</exception>
    public static bool VerifyDigest(ECDsa key, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature) =>
        IsLowDer(EcdsaCurve.Of(key), signature)
        && key.VerifyHash(digest, signature, DSASignatureFormat.Rfc3279DerSequence);

    /// <summary>Whether a signature is strict DER with r in range and low S, whatever key made it.</summary>
    /// <param name="signature">The signature in DER.</param>
    /// <param name="keySize">Bits of the key's curve: 256 or 384.</param>
    public static bool IsCanonical(ReadOnlySpan<byte> signature, int keySize) =>
        EcdsaCurve.OfKeySize(keySize) is { } curve && IsLowDer(curve, signature);

    private static byte[] EncodeLow(EcdsaCurve curve, Span<byte> fixedForm)
    {
        var r = fixedForm[..curve.FieldSize];
        var s = fixedForm[curve.FieldSize..];
        curve.MakeLow(s);

        Span<byte> der = stackalloc byte[LargestDer];
        var length = 2;
        length += WriteInteger(der[length..], r);
        length += WriteInteger(der[length..], s);
        der[0] = 0x30;
        // At most 2 × (2 + 49) bytes: the short form of the length is enough for both curves.
        der[1] = (byte)(length - 2);
        return der[..length].ToArray();
    }

    private static int WriteInteger(Span<byte> destination, ReadOnlySpan<byte> value)
    {
        value = value[..^1].TrimStart((byte)0) is { Length: > 0 } trimmed ? value[(value.Length - trimmed.Length - 1)..] : value[^1..];
        var pad = (value[0] & 0x80) != 0 ? 1 : 0;
        destination[0] = 0x02;
        destination[1] = (byte)(value.Length + pad);
        destination[2] = 0;
        value.CopyTo(destination[(2 + pad)..]);
        return 2 + pad + value.Length;
    }

    private static bool IsLowDer(EcdsaCurve curve, ReadOnlySpan<byte> der) =>
        der.Length >= 8
        && der[0] == 0x30
        && der[1] == der.Length - 2
        && der[1] < 0x80
        && TryReadInteger(der[2..], out var r, out var rest)
        && TryReadInteger(rest, out var s, out rest)
        && rest.IsEmpty
        && curve.IsInRange(r)
        && curve.IsLow(s);

    /// <summary>Reads a positive INTEGER in its shortest encoding and strips the sign byte.</summary>
    private static bool TryReadInteger(ReadOnlySpan<byte> der, out ReadOnlySpan<byte> value, out ReadOnlySpan<byte> rest)
    {
        value = rest = default;
        if (der.Length < 3 || der[0] != 0x02 || der[1] is 0 or >= 0x80 || der.Length < 2 + der[1])
        {
            return false;
        }

        value = der.Slice(2, der[1]);
        rest = der[(2 + der[1])..];
        if ((value[0] & 0x80) != 0)
        {
            return false;
        }

        if (value[0] == 0)
        {
            if (value.Length == 1 || (value[1] & 0x80) == 0)
            {
                return false;
            }

            value = value[1..];
        }

        return true;
    }
}
