namespace Assurance.Answers;

/// <summary>The random choices of one request, kill or flip: the same in every run of the same seed.</summary>
internal static class Chance
{
    /// <summary><see cref="HashCode"/> will not do: it begins anew in each process.</summary>
    public static Random Of(int seed, string part, int number)
    {
        // FNV-1a, see http://www.isthe.com/chongo/tech/comp/fnv/.
        var hash = 2166136261u;
        foreach (var value in BitConverter.GetBytes(seed).Concat(BitConverter.GetBytes(number)).Concat(System.Text.Encoding.UTF8.GetBytes(part)))
        {
            hash = unchecked((hash ^ value) * 16777619u);
        }

        return new Random(unchecked((int)hash));
    }
}
