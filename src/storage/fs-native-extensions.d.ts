declare module 'fs-native-extensions' {
  /** An exclusive kernel lock on an open file, gone with the process. False where another process has it. */
  export function tryLock(fd: number): boolean;
  export function unlock(fd: number): void;
}
