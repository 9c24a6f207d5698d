import { describe, expect, it } from "vitest";
import { ExecError, exec, tryExec } from "../../lib/system/exec.ts";

const node = (program: string) => ["-e", program] as const;

describe("exec", () => {
  it("captures both outputs and the code", async () => {
    const program = "console.log('out'); console.error('err'); process.exitCode = 3";
    expect(await tryExec(process.execPath, node(program))).toEqual({ code: 3, stdout: "out\n", stderr: "err\n" });
  });

  it("hands input and environment over unchanged, whatever is in them", async () => {
    const wild = "$HOME `id` \"'\\ ; ä\n*";
    const program = "process.stdin.pipe(process.stdout); process.stderr.write(process.env.WILD)";
    const result = await tryExec(process.execPath, node(program), { input: wild, env: { WILD: wild } });
    expect(result).toEqual({ code: 0, stdout: wild, stderr: wild });
  });

  it("takes a variable away", async () => {
    const program = "console.log('HOME' in process.env)";
    expect(await exec(process.execPath, node(program), { env: { HOME: undefined } })).toBe("false\n");
  });

  it("passes arguments to no shell", async () => {
    const args = ["$(id)", "a b", "*"];
    expect(JSON.parse(await exec(process.execPath, ["-p", "JSON.stringify(process.argv.slice(1))", ...args]))).toEqual(
      args,
    );
  });

  it("ends a program at its timeout, and what it left running does not hold it up", async () => {
    const program = "require('child_process').spawn('sleep', ['8'], { stdio: 'inherit' }); setInterval(() => {}, 1000)";
    const started = Date.now();
    expect((await tryExec(process.execPath, node(program), { timeout: 500 })).code).toBe(124);
    expect(Date.now() - started).toBeLessThan(6_000);
  });

  it("answers 127 for a program that there is not, and 128 and the number for a signal", async () => {
    expect((await tryExec("no-such-program-anywhere", [])).code).toBe(127);
    expect((await tryExec(process.execPath, node("process.kill(process.pid, 'SIGKILL')"))).code).toBe(137);
  });

  it("survives a program that does not read its input", async () => {
    expect((await tryExec("true", [], { input: "x".repeat(1 << 20) })).code).toBe(0);
  });

  it("hears lines whole, also the last one without its newline", async () => {
    const lines: string[] = [];
    await exec(process.execPath, node("process.stdout.write('a\\nb')"), { onLine: (line) => lines.push(line) });
    expect(lines).toEqual(["a", "b"]);
  });

  it("throws with the last lines, and never with the arguments", async () => {
    const failing = exec(process.execPath, ["-e", "console.error('the reason'); process.exit(1)", "--", "hunter2"]);
    await expect(failing).rejects.toThrow(ExecError);
    await expect(failing).rejects.toThrow(/failed with 1:\nthe reason$/);
    await expect(failing).rejects.not.toThrow(/hunter2/);
  });
});
