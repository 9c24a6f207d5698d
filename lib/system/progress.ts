/** Told what is being done, a line at a time, without a newline. */
export type Progress = (line: string) => void;

/** What finding or making a tool may be given. */
export interface ToolOptions {
  /** Hears each step; default: nobody does. */
  readonly onProgress?: Progress;
}
