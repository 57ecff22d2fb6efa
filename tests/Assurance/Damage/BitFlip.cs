namespace Assurance.Damage;

/// <summary>What a disk does.</summary>
internal static class BitFlip
{
    public static (string File, long Place, int Bit) In(string path, Random random)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        var (place, bit) = (random.NextInt64(file.Length), random.Next(8));
        file.Position = place;
        var value = file.ReadByte();
        file.Position = place;
        file.WriteByte((byte)(value ^ (1 << bit)));
        return (path, place, bit);
    }
}
