# Makes block_sse_gla.safetensors. Usage: python3 sse_gla.py DEFINITIONS OUT SEED, DEFINITIONS being the folder of lib.py, ops.py and blocks.py
# beside the shared reference numbers; needs PyTorch. Written from the definitions, not run against the publishers' code.
import sys,math
sys.path.insert(0,sys.argv[1])
from lib import *
import torch, torch.nn.functional as F
def f(i,c):
    x=i['x']; B,T,D=x.shape; H=int(c['heads']); n=int(c['chosen']); L=lambda z,w: F.linear(z,i[w])
    q1=L(x,'q_proj.weight'); k1=L(x,'k_proj.weight'); lr=lambda m: L(L(x,m+'.0.weight'),m+'.1.weight')
    q2=q1+lr('lora_q_proj'); k2=k1+lr('lora_k_proj'); hd=lambda z: z.view(B,T,H,-1); K=q1.shape[-1]//H
    v=hd(F.silu(L(x,'v_proj.weight'))); g=[hd(F.logsigmoid(F.linear(L(x,f'gk_proj.{j}.0.weight'),i[f'gk_proj.{j}.1.weight'],i[f'gk_proj.{j}.1.bias']))/16) for j in (0,1)]
    q1,q2=F.silu(hd(q1)),F.silu(hd(q2)); k1,k2=hd(k1).softmax(-1),hd(k2).softmax(-1)
    e=L(x,'e_proj.weight').softmax(-1); S=i['state']; P=[i['partitions'][:,p] for p in range(e.shape[-1])]; os=[]
    top=e.topk(n,dim=-1)[1]; m=torch.zeros_like(e).scatter(-1,top,1.)
    for t in range(T):
        S=S*g[0][:,t].exp()[...,None]+k1[:,t,:,:,None]*v[:,t,:,None]; o=torch.einsum('bhk,bhkv->bhv',q1[:,t],S)
        for p in range(len(P)):
            mm=m[:,t,p,None,None,None]; w=e[:,t,p,None,None]
            new=P[p]*g[1][:,t].exp()[...,None]+(w*k2[:,t])[...,None]*v[:,t,:,None]; P[p]=mm*new+(1-mm)*P[p]
            o=o+mm[...,0]*torch.einsum('bhk,bhkv->bhv',w*q2[:,t],P[p])
        os.append(o*K**-.5)
    o=torch.stack(os,1); o=o*torch.rsqrt((o*o).mean(-1,keepdim=True)+1e-5)*i['o_norm.weight']*F.silu(hd(lr('g_proj')))
    return dict(y=L(o.flatten(-2),'o_proj.weight'),state_T=S,partitions_T=torch.stack(P,1))
def mk(g,s):
    B,T,D,H,K,P,n=s; r={'x':g.n(B,T,D),'o_norm.weight':g.n(K,std=.1,mean=1.),'o_proj.weight':g.lin(D,H*K),'e_proj.weight':g.lin(P,D),'state':g.n(B,H,K,K,std=.3),'partitions':g.n(B,P,H,K,K,std=.3)}
    for a in ('q','k','v'): r[a+'_proj.weight']=g.lin(H*K,D)
    for a in ('lora_q_proj','lora_k_proj','g_proj'): r[a+'.0.weight']=g.lin(K,D); r[a+'.1.weight']=g.lin(H*K,K)
    for j in (0,1): r[f'gk_proj.{j}.0.weight']=g.lin(16,D); r[f'gk_proj.{j}.1.weight']=g.lin(H*K,16); r[f'gk_proj.{j}.1.bias']=g.n(H*K,std=.5)
    return r,dict(heads=H,chosen=n)
out=sys.argv[2]; g=Gen(int(sys.argv[3])); st={}; i,c=mk(g,(2,29,14,3,5,4,2)); log=[]
run_case(st,'small',dict(fn=f,seq={'x':1},oseq={'y':1},state={'state':'state_T','partitions':'partitions_T'}),i,c,g,split=[7,15,7],log=log); save_st(out+'/block_sse_gla.safetensors',st,dict(op='block_sse_gla')); print(log)
