package dev.xev;

/** What a program opens on a loop and closes, or the loop does when it is closed. */
interface Resource {
    void close();
}
