using System.Runtime.CompilerServices;

namespace Fabric.DevLedger.Storage.Sqlite;

/// <summary>A layer between SQLite and the file: every page of the database goes out with a checksum and comes in by it.</summary>
/// <remarks>
/// SQLite trusts its file: a bit that changed on the disk is served as data, or sends a search past its row. The layer is
/// SQLite's own for this system with two functions replaced, read and write of the database file. The log has checksums
/// of SQLite's own, which it looks at when it recovers.
/// See https://www.sqlite.org/vfs.html and, for the reserved bytes, https://www.sqlite.org/fileformat2.html#resbyte.
/// </remarks>
internal static unsafe partial class CheckedPages
{
    /// <summary>The size of a page in every file that has checksums.</summary>
    public const int PageBytes = 16384;

    /// <summary>What a connection names to be given this layer.</summary>
    public const string Name = "checked-pages";

    /// <summary>SQLITE_IOERR_DATA: a page's checksum does not hold.</summary>
    public const int DamagedPage = 10 | (32 << 8);

    private const int ShortRead = 10 | (2 << 8);
    private const int MainDatabase = 0x100;
    private const int HeaderBytes = 100;
    private const int ReserveBytes = 38;

    private static readonly Lock Gate = new();
    private static readonly ConcurrentDictionary<nint, nint> Replaced = [];
    private static Vfs* _system;
    private static delegate* unmanaged[Cdecl]<nint, byte*, int, long, int> _read;
    private static delegate* unmanaged[Cdecl]<nint, byte*, int, long, int> _write;

    // The page that was found damaged last by this thread, for the message.
    [ThreadStatic]
    private static long _damaged;

    [ThreadStatic]
    private static byte[]? _page;

    /// <summary>The number of the page at which a read of this thread failed last.</summary>
    public static long LastDamagedPage => _damaged;

    /// <summary>Makes the layer known to SQLite; again without effect.</summary>
    public static void Register()
    {
        lock (Gate)
        {
            if (_system != null)
            {
                return;
            }

            _system = FindVfs(null);
            var own = (Vfs*)NativeMemory.Alloc((nuint)sizeof(Vfs));
            *own = *_system;
            own->Next = null;
            own->Name = Marshal.StringToCoTaskMemUTF8(Name);
            own->Open = &Open;
            Require(RegisterVfs(own, 0));
        }
    }

    /// <summary>Has a database that is still empty, or is about to be vacuumed, leave room for checksums.</summary>
    public static void Reserve(sqlite3 database)
    {
        var bytes = PageChecksum.Bytes;
        Require(FileControl(database.DangerousGetHandle(), "main", ReserveBytes, &bytes));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Open(Vfs* vfs, byte* name, nint* file, int flags, int* outFlags)
    {
        var code = _system->Open(_system, name, file, flags, outFlags);
        if (code == raw.SQLITE_OK && *file != 0 && (flags & MainDatabase) != 0)
        {
            // The first field of every file is the table of its functions.
            *file = Replaced.GetOrAdd(*file, Replace);
        }

        return code;
    }

    /// <summary>A copy of a table of functions with read and write replaced.</summary>
    private static nint Replace(nint original)
    {
        lock (Gate)
        {
            var methods = (Methods*)original;
            _read = methods->Read;
            _write = methods->Write;
            var own = (Methods*)NativeMemory.Alloc((nuint)sizeof(Methods));
            *own = *methods;
            own->Read = &Read;
            own->Write = &Write;

            // Version 2 has no memory-mapped pages, which would come in unseen.
            own->Version = Math.Min(own->Version, 2);
            return (nint)own;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Read(nint file, byte* buffer, int amount, long offset)
    {
        if (amount == PageBytes && offset % PageBytes == 0)
        {
            return ReadPage(file, buffer, offset);
        }

        // The file's header is looked at before its page is read.
        if (offset + amount <= HeaderBytes)
        {
            return _read(file, buffer, amount, offset);
        }

        return ReadPart(file, buffer, amount, offset);
    }

    private static int ReadPage(nint file, byte* buffer, long offset)
    {
        var code = _read(file, buffer, PageBytes, offset);
        if (code is not (raw.SQLITE_OK or ShortRead))
        {
            return code;
        }

        // Beyond the end of the file SQLite is given zeros, as it asks for; half a page is none.
        var page = new ReadOnlySpan<byte>(buffer, PageBytes);
        var number = (offset / PageBytes) + 1;
        if (code == ShortRead ? page.IndexOfAnyExcept((byte)0) < 0 : PageChecksum.Holds(page, number))
        {
            return code;
        }

        _damaged = number;
        return DamagedPage;
    }

    /// <summary>
    /// Of the pages that hold a long value SQLite reads just what it needs, past its cache (SQLITE_DIRECT_OVERFLOW_READ): the
    /// page is read whole, so that its checksum can be looked at.
    /// </summary>
    private static int ReadPart(nint file, byte* buffer, int amount, long offset)
    {
        var within = (int)(offset % PageBytes);
        if (within + amount > PageBytes)
        {
            return raw.SQLITE_IOERR;
        }

        _page ??= new byte[PageBytes];
        fixed (byte* page = _page)
        {
            var code = ReadPage(file, page, offset - within);
            if (code is raw.SQLITE_OK or ShortRead)
            {
                new ReadOnlySpan<byte>(page + within, amount).CopyTo(new Span<byte>(buffer, amount));
            }

            return code;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(nint file, byte* buffer, int amount, long offset)
    {
        if (amount == PageBytes && offset % PageBytes == 0)
        {
            // The reserved bytes of SQLite's own copy may be written: nobody else looks at them.
            PageChecksum.Write(new Span<byte>(buffer, PageBytes), (offset / PageBytes) + 1);
        }

        return _write(file, buffer, amount, offset);
    }

    private static void Require(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw new SqliteException(code, "the pages of the ledger file cannot be checked");
        }
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_vfs_find", StringMarshalling = StringMarshalling.Utf8)]
    private static partial Vfs* FindVfs(string? name);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_vfs_register")]
    private static partial int RegisterVfs(Vfs* vfs, int isDefault);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_file_control", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int FileControl(nint database, string schema, int operation, void* argument);

    /// <summary>SQLite's <c>sqlite3_vfs</c>, version 3.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Vfs
    {
        public int Version;
        public int FileSize;
        public int MaxPathName;
        public Vfs* Next;
        public nint Name;
        public nint AppData;
        public delegate* unmanaged[Cdecl]<Vfs*, byte*, nint*, int, int*, int> Open;
        private fixed long _others[15];
    }

    /// <summary>SQLite's <c>sqlite3_io_methods</c>, version 3.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Methods
    {
        public int Version;
        public nint Close;
        public delegate* unmanaged[Cdecl]<nint, byte*, int, long, int> Read;
        public delegate* unmanaged[Cdecl]<nint, byte*, int, long, int> Write;
        private fixed long _others[15];
    }
}
