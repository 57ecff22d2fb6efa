using System.Runtime.InteropServices;

namespace Insurance.Consortium.Processes;

/// <summary>The rights that new files and directories get.</summary>
public static partial class FileCreation
{
    private const uint GroupAndOthers = 0x3F;

    /// <summary>From now on none for other users. Programs that this one starts inherit it.</summary>
    public static void ForOwnerOnly() => _ = SetMask(GroupAndOthers);

    [LibraryImport("libc", EntryPoint = "umask")]
    private static partial uint SetMask(uint mask);
}
