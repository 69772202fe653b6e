import type { Environment } from "../../worker/configuration/environment.ts";

declare global {
  namespace Cloudflare {
    interface Env extends Environment {
      readonly ADMIN_KEY: string;
      readonly HALLEY_SECRET: string;
    }
    interface GlobalProps {
      mainModule: typeof import("../../worker/index.ts");
    }
  }
}
