using System.Numerics;

namespace EndToEnd.Tests.Replay;

/// <summary>Exact products of an amount and rates in parts per million, rounded once, half away from zero.</summary>
public static class Arithmetic
{
    public static long Apply(long amount, params long[] ratesPpm)
    {
        var numerator = ratesPpm.Aggregate(new BigInteger(amount), (product, rate) => product * rate);
        var denominator = BigInteger.Pow(1_000_000, ratesPpm.Length);
        var whole = BigInteger.DivRem(numerator, denominator, out var rest);
        return (long)(rest * 2 >= denominator ? whole + 1 : whole);
    }
}
