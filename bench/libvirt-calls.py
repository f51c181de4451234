"""The peer of bench/libvirt-calls.ts: the same small call through libvirt's C library. One line in, one figure out.

Each line of standard input is `serial|threads|connections SECONDS`; the answer is calls a second.
"""

import sys
import threading
import time

import libvirt

THREADS = 4


def call_for(domain, seconds, counts):
    """Asks a domain's state over and over for so long; adds how often it did."""
    calls = 0
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        for _ in range(50):
            domain.state()
        calls += 50
    counts.append(calls)


def measure(domains, seconds):
    counts = []
    threads = [threading.Thread(target=call_for, args=(domain, seconds, counts)) for domain in domains]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - begin)


def main():
    uri, name = sys.argv[1], sys.argv[2]
    connections = [libvirt.open(uri) for _ in range(THREADS)]
    domains = [connection.lookupByName(name) for connection in connections]
    chosen = {"serial": domains[:1], "threads": [domains[0]] * THREADS, "connections": domains}
    print("ready", flush=True)
    for line in sys.stdin:
        mode, seconds = line.split()
        print(measure(chosen[mode], float(seconds)), flush=True)


main()
