package dev.xev.examples.copy;

import dev.xev.XevError;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Why something failed, in words. */
final class Reasons {
    private Reasons() {}

    /** The reason alone: the message of a file system exception is mostly the name of the file. */
    static String of(IOException failure) {
        return switch (failure) {
            case NoSuchFileException _ -> "no such file or directory";
            case AccessDeniedException _ -> "permission denied";
            case NotDirectoryException _ -> "not a directory";
            case FileAlreadyExistsException _ -> "already exists";
            case DirectoryNotEmptyException _ -> "directory not empty";
            case FileSystemException f when f.getReason() != null -> lowerCase(f.getReason());
            default -> String.valueOf(failure.getMessage());
        };
    }

    /** The meaning of an operation's error, or of what a task threw. */
    static String of(XevError error) {
        return switch (error.cause()) {
            case null -> error.text();
            case IOException failure -> of(failure);
            case Throwable failure -> String.valueOf(failure);
        };
    }

    private static String lowerCase(String reason) {
        return reason.isEmpty()
                ? reason
                : Character.toLowerCase(reason.charAt(0)) + reason.substring(1);
    }
}
