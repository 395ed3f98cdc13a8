"""Why an embedded server does not run. Every message says what to do."""


class ServerTrouble(Exception):
    """The embedded server cannot be had."""


class NoServerBinaries(ServerTrouble):
    """No PostgreSQL of a version that we can use was found."""


class WrongVersion(ServerTrouble):
    """The data folder belongs to another major version than any PostgreSQL found here."""


class FolderInUse(ServerTrouble):
    """Another process runs a server on the same folder."""


class UnreachableFolder(ServerTrouble):
    """The unprivileged account that the server has to run as cannot get into the folder."""


class PortTaken(ServerTrouble):
    """The port asked for is in use."""


class NoSpace(ServerTrouble):
    """The disk is full, or nearly."""


class NotStarted(ServerTrouble):
    """It ended or did not become ready in time; the message ends with the last lines of its log."""
