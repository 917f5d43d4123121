// How tests and benches start Chromium: the system's, named by build.sh.

export const launchOptions = {
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: [
    '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
    // Chromium refuses its sandbox to root, as whom containers run.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ],
};

export const PORT = Number(process.env.PORT || 4173);
export const BASE = `http://127.0.0.1:${PORT}`;
export const SERVER = `node ../../www/build/serve.mjs ${PORT}`;
