import fc from "fast-check";
import { test } from "vitest";
import { compileAudience } from "/work/main/worker/domain/audience/compile.ts";
import { evaluateMembership } from "/work/main/worker/domain/audience/evaluate.ts";
import { definitions, histories, moments } from "/work/main/tests/domain/audience/arbitraries.ts";
import { foldOldest } from "/work/main/tests/domain/audience/sample.ts";
test("s",()=>{
 let c:any={n:0,member:0,flip:0,both:0,leafwhere:0,trunc:0,folded:0,foldFlip:0,untruncFlip:0};
 fc.assert(fc.property(definitions,histories,moments,fc.integer({min:1,max:9}),(d,h,now,k)=>{
  const a=compileAudience("x",1,d);const m=evaluateMembership(a,h,now);c.n++;if(m.member)c.member++;if(m.nextFlipAt)c.flip++; if(m.member&&m.nextFlipAt)c.both++;
  if(JSON.stringify(d).includes("where"))c.leafwhere++;
  const f=foldOldest(h,k); const n2=Math.max(now,f.foldedUntil??0); const r=evaluateMembership(a,f,n2); if(f.foldedUntil!==null){c.folded++; if(r.truncated)c.trunc++; else if(r.nextFlipAt) c.untruncFlip++;}
 }),{numRuns:3000}); console.log(c);
});
