/**
 * The server's time: wall clock at the start plus a monotonic clock, in whole epoch milliseconds. A step of the
 * machine's clock while the server runs moves no deadline.
 */
export function serverClock(wallNow: () => number = Date.now, monotonicNow: () => number = () => performance.now()) {
  const wall = wallNow();
  const begun = monotonicNow();
  return (): number => Math.round(wall + (monotonicNow() - begun));
}
