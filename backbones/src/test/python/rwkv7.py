# Makes block_rwkv7.safetensors. Usage: python3 rwkv7.py DEFINITIONS OUT SEED, DEFINITIONS being the folder of lib.py, ops.py and blocks.py beside the shared reference
# numbers; needs PyTorch. Written from the definitions, not run against the publishers' code.
import sys; sys.path.insert(0,sys.argv[1])
from blocks import *
out,seed=sys.argv[2],int(sys.argv[3])
def lora(x,i,n,act): y=F.linear(act(F.linear(x,i[n+'.lora.0.weight'])),i[n+'.lora.2.weight']); return y+i[n+'.lora.2.bias'] if n+'.lora.2.bias' in i else y
def fn(i,c):
    x=i['x']; H=int(c['heads']); p=torch.cat([i['shift_state'][:,None],x],1)[:,:-1]; dx=p-x; m={n:x+dx*i['x_'+n] for n in 'rwkvag'}
    r=F.linear(m['r'],i['r_proj.weight']); w=-0.6065306597126334*torch.sigmoid(lora(m['w'],i,'w_lora',torch.tanh)); k=F.linear(m['k'],i['k_proj.weight']); v=F.linear(m['v'],i['v_proj.weight'])
    v=torch.lerp(v,i['v_first'],torch.sigmoid(lora(m['v'],i,'v_lora',lambda t:t)))
    a=torch.sigmoid(lora(m['a'],i,'a_lora',lambda t:t)); g=lora(m['g'],i,'g_lora',torch.sigmoid)
    kk=F.normalize(heads(k*i['k_k'],H),dim=-1,p=2.0); k=k*(1+(a-1)*i['k_a']); r,k,v,w,a=(heads(t,H) for t in (r,k,v,w,a)); h=i['state']; os=[]
    for t in range(x.shape[1]):
        sa=torch.einsum('bhk,bhkv->bhv',-kk[:,:,t],h); h=h*w[:,:,t].exp()[...,None]+(kk*a)[:,:,t,:,None]*sa[...,None,:]+k[:,:,t,:,None]*v[:,:,t,None,:]; os.append(torch.einsum('bhk,bhkv->bhv',r[:,:,t],h))
    o=merge(torch.stack(os,2)); B,T,D=o.shape; o=F.group_norm(o.reshape(B*T,D),H,i['g_norm.weight'],i['g_norm.bias'],D//H*1e-5).view(B,T,D)
    o=(o+merge((r*k*i['r_k'][None,:,None]).sum(-1,keepdim=True)*v))*g
    return dict(y=F.linear(o,i['o_proj.weight']),shift_state_T=x[:,-1],state_T=h)
def make(g,s,ranks=(5,4,3,6)):
    B,L,d,H=s; r={'x':g.n(B,L,d),'v_first':g.n(B,L,d),'shift_state':g.n(B,d),'state':g.n(B,H,d//H,d//H,std=.3)}
    for n in 'rwkvag': r['x_'+n]=g.u(1,1,d)
    for n in 'rkvo': r[n+'_proj.weight']=g.lin(d,d)
    r['k_k']=g.u(d,lo=.5,hi=1.); r['k_a']=g.u(d,lo=.5,hi=1.2); r['r_k']=g.n(H,d//H,std=.2); r['g_norm.weight']=g.n(d,std=.1,mean=1.); r['g_norm.bias']=g.n(d,std=.1)
    for n,k in zip('wavg',ranks): r[n+'_lora.lora.0.weight']=g.lin(k,d); r[n+'_lora.lora.2.weight']=g.lin(d,k)
    for n in 'wav': r[n+'_lora.lora.2.bias']=g.n(d)
    return r,dict(heads=H)
spec=dict(fn=fn,seq={'x':1,'v_first':1},oseq={'y':1},state={'shift_state':'shift_state_T','state':'state_T'}); g=Gen(seed); sh=(2,37,16,2) if seed==20261122 else (1,43,24,3); i,c=make(g,sh); st={}; log=[]; L=sh[1]; run_case(st,'small',spec,i,c,g,[L//4,L//2+1,L-L//4-L//2-1],log); st={k:v for k,v in st.items() if '.out32.' not in k}
save_st(out+'/block_rwkv7.safetensors',st,dict(op='block_rwkv7',doc='time mixing of RWKV-7 with the values of the first layer given; written from the definition')); print(log)
