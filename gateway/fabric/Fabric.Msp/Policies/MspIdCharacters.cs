namespace Fabric.Msp;

/// <summary>The characters that Fabric's policy language allows in an MSP id.</summary>
internal static class MspIdCharacters
{
    public static bool ContainsOnlyMspIdCharacters(this ReadOnlySpan<char> mspId)
    {
        foreach (var c in mspId)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-'))
            {
                return false;
            }
        }

        return true;
    }
}
