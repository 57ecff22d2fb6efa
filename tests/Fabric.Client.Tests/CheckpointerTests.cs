namespace Fabric.Client.Tests;

public sealed class CheckpointerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("checkpoint-").FullName;

    private string File => Path.Combine(_folder, "events.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<bool> Kinds => [true, false];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Checkpoint_BlockThenTransaction_MovesThePosition(bool inFile)
    {
        var checkpointer = inFile ? (ICheckpointer)await FileCheckpointer.OpenAsync(File) : new InMemoryCheckpointer();
        checkpointer.BlockNumber.ShouldBeNull();
        checkpointer.TransactionId.ShouldBeNull();

        await checkpointer.CheckpointBlockAsync(0);
        (checkpointer.BlockNumber, checkpointer.TransactionId).ShouldBe((1UL, null));

        await checkpointer.CheckpointChaincodeEventAsync(new CommittedChaincodeEvent(4, "tx", "cc", "e", default));
        (checkpointer.BlockNumber, checkpointer.TransactionId).ShouldBe((4UL, "tx"));

        await checkpointer.CheckpointBlockAsync(4);
        (checkpointer.BlockNumber, checkpointer.TransactionId).ShouldBe((5UL, null));
        await Should.ThrowAsync<ArgumentException>(async () => await checkpointer.CheckpointTransactionAsync(4, string.Empty));
    }

    [Fact]
    public async Task Checkpoint_OfAnEvent_IsCallableOnTheTypeItself()
    {
        var item = new CommittedChaincodeEvent(4, "tx", "cc", "e", default);
        InMemoryCheckpointer inMemory = new();
        FileCheckpointer inFile = await FileCheckpointer.OpenAsync(File);

        await inMemory.CheckpointChaincodeEventAsync(item);
        await inFile.CheckpointChaincodeEventAsync(item);

        (inMemory.BlockNumber, inMemory.TransactionId).ShouldBe((4UL, "tx"));
        (inFile.BlockNumber, inFile.TransactionId).ShouldBe((4UL, "tx"));
    }

    [Fact]
    public async Task File_Reopened_HoldsThePosition()
    {
        var first = await FileCheckpointer.OpenAsync(File);
        await first.CheckpointTransactionAsync(ulong.MaxValue, "tx");
        var second = await FileCheckpointer.OpenAsync(File);
        (second.BlockNumber, second.TransactionId).ShouldBe((ulong.MaxValue, "tx"));
        Directory.GetFiles(_folder).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task File_CrashWhileWriting_LeavesTheFormerPosition()
    {
        var first = await FileCheckpointer.OpenAsync(File);
        await first.CheckpointTransactionAsync(8, "tx");

        // What a process leaves that dies between writing and renaming.
        await System.IO.File.WriteAllTextAsync(File + ".new", "{\"blockNu");

        var second = await FileCheckpointer.OpenAsync(File);
        (second.BlockNumber, second.TransactionId).ShouldBe((8UL, "tx"));
        await second.CheckpointBlockAsync(8);
        (await FileCheckpointer.OpenAsync(File)).BlockNumber.ShouldBe(9UL);
    }

    [Fact]
    public async Task File_CannotBeWritten_LeavesThePosition()
    {
        var checkpointer = await FileCheckpointer.OpenAsync(File);
        await checkpointer.CheckpointTransactionAsync(8, "tx");
        Directory.CreateDirectory(File + ".new");
        var write = await Record.ExceptionAsync(async () => await checkpointer.CheckpointBlockAsync(20));
        write.ShouldNotBeNull();
        (checkpointer.BlockNumber, checkpointer.TransactionId).ShouldBe((8UL, "tx"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    public async Task File_EmptyAsOtherClientsLeaveIt_IsAFreshStart(string content)
    {
        await System.IO.File.WriteAllTextAsync(File, content);
        (await FileCheckpointer.OpenAsync(File)).BlockNumber.ShouldBeNull();
    }

    [Theory]
    [InlineData("{\"blockNumber\":\"7\",\"transactionId\":\"tx\"}")]
    [InlineData("{\"blockNumber\":7,\"transactionId\":\"tx\"}")]
    public async Task File_OfOtherClients_IsUnderstood(string content)
    {
        await System.IO.File.WriteAllTextAsync(File, content);
        var checkpointer = await FileCheckpointer.OpenAsync(File);
        (checkpointer.BlockNumber, checkpointer.TransactionId).ShouldBe((7UL, "tx"));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"blockNumber\":\"-1\"}")]
    [InlineData("{\"blockNumber\":true}")]
    public async Task File_Damaged_IsRefusedInsteadOfStartingOver(string content)
    {
        await System.IO.File.WriteAllTextAsync(File, content);
        await Should.ThrowAsync<InvalidDataException>(() => FileCheckpointer.OpenAsync(File));
    }

    [Fact]
    public async Task File_InAbsentFolder_IsRefusedAtOnce() =>
        await Should.ThrowAsync<DirectoryNotFoundException>(() => FileCheckpointer.OpenAsync(Path.Combine(_folder, "absent", "events.json")));
}
