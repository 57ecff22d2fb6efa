namespace Grpc.Core;

/// <summary>The result codes of gRPC, with the numbers they have on the wire.</summary>
public enum StatusCode
{
    /// <summary>The call succeeded.</summary>
    OK = 0,

    /// <summary>The call was cancelled, usually by its caller.</summary>
    Cancelled = 1,

    /// <summary>The cause is not known, for instance an exception the server did not translate.</summary>
    Unknown = 2,

    /// <summary>The request is wrong whatever state the system is in.</summary>
    InvalidArgument = 3,

    /// <summary>The deadline passed first; the operation may still have been carried out.</summary>
    DeadlineExceeded = 4,

    /// <summary>Something the request names does not exist.</summary>
    NotFound = 5,

    /// <summary>What the request should create is there already.</summary>
    AlreadyExists = 6,

    /// <summary>The caller is known and may not do this.</summary>
    PermissionDenied = 7,

    /// <summary>A quota, a message size limit or another resource ran out.</summary>
    ResourceExhausted = 8,

    /// <summary>The system is not in the state the operation needs; retrying alone does not help.</summary>
    FailedPrecondition = 9,

    /// <summary>A conflict with concurrent work; retry at a higher level.</summary>
    Aborted = 10,

    /// <summary>The operation reaches past the valid range.</summary>
    OutOfRange = 11,

    /// <summary>The server does not have this method or feature.</summary>
    Unimplemented = 12,

    /// <summary>An invariant of the implementation or of the protocol is broken.</summary>
    Internal = 13,

    /// <summary>The service cannot be reached or is not ready; retrying may help.</summary>
    Unavailable = 14,

    /// <summary>Data was lost or damaged beyond recovery.</summary>
    DataLoss = 15,

    /// <summary>The caller presented no valid credentials.</summary>
    Unauthenticated = 16,
}
