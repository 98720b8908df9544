/*
 * For the program that facts.zig prints: facts of the headers, put together by the compiler, and
 * the comparison with the library's.
 */
#ifndef FACTS_H
#define FACTS_H

#include "xev_ext.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FACTS = 1000, BYTES = 96 };

/* One fact a line, sorted. */
struct facts {
    char lines[FACTS][BYTES];
    size_t count;
};

static struct facts of_headers;
static struct facts of_library;

static char *next_line(struct facts *facts)
{
    if (facts->count == FACTS) {
        fprintf(stderr, "more than %d facts\n", FACTS);
        exit(1);
    }
    return facts->lines[facts->count++];
}

static void add(const char *name, unsigned long long value)
{
    snprintf(next_line(&of_headers), BYTES, "%s %llu", name, value);
}

static void add_field(const char *name, size_t offset, size_t size)
{
    snprintf(next_line(&of_headers), BYTES, "field %s %lu %lu", name, (unsigned long)offset,
             (unsigned long)size);
}

/* The address makes the linker look for it. */
static void add_function(const char *name, void (*function)(void))
{
    if (function == NULL)
        exit(1);
    snprintf(next_line(&of_headers), BYTES, "fn %s", name);
}

#define STRUCTURE(type, name) add("struct " #name, sizeof(type))
#define FIELD(type, name, field) \
    add_field(#name " " #field, offsetof(type, field), sizeof(((type *)NULL)->field))
#define CONSTANT(constant, name) add(name, (unsigned long long)(constant))
#define FUNCTION(name) add_function(#name, (void (*)(void))(name))

static void split_manifest(void)
{
    const char *text = xev_ext_manifest;
    const char *end;

    while ((end = strchr(text, '\n')) != NULL) {
        snprintf(next_line(&of_library), BYTES, "%.*s", (int)(end - text), text);
        text = end + 1;
    }
}

static int compare(const void *left, const void *right)
{
    return strcmp((const char *)left, (const char *)right);
}

static void collect_facts(void);

int main(void)
{
    size_t mine = 0, theirs = 0;
    int differences = 0;

    collect_facts();
    split_manifest();
    qsort(of_headers.lines, of_headers.count, BYTES, compare);
    qsort(of_library.lines, of_library.count, BYTES, compare);
    while (mine < of_headers.count || theirs < of_library.count) {
        int order;

        if (mine == of_headers.count)
            order = 1;
        else if (theirs == of_library.count)
            order = -1;
        else
            order = strcmp(of_headers.lines[mine], of_library.lines[theirs]);
        if (order < 0)
            fprintf(stderr, "only in the headers: %s\n", of_headers.lines[mine]);
        if (order > 0)
            fprintf(stderr, "only in the library: %s\n", of_library.lines[theirs]);
        differences += order != 0;
        mine += order <= 0;
        theirs += order >= 0;
    }
    if (of_headers.count < 300) {
        fprintf(stderr, "only %lu facts\n", (unsigned long)of_headers.count);
        return 1;
    }
    return differences == 0 ? 0 : 1;
}

#endif
